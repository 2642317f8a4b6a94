/// What a model reaches on some data, in the figure that fits their targets.
package struct Score: Sendable, Hashable, Codable {
  package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Share of samples whose largest output is their class.
    case accuracy
    /// Mean average precision at overlaps 0.50, 0.55, … 0.95 (COCO).
    case meanAveragePrecision
    /// Cross entropy of the next token ÷ ln 2.
    case bitsPerToken
    /// Area under the curve of the reconstruction error as a sign of anomaly.
    case areaUnderCurve
    case meanSquaredError
    /// Share of pairs of one identity that are accepted where 1 % of pairs of two are.
    case trueAcceptRate
  }

  package let kind: Kind
  package let value: Double
  /// Samples it was taken of.
  package let count: Int

  package init(_ kind: Kind, _ value: Double, count: Int) {
    self.kind = kind
    self.value = value
    self.count = count
  }

  package var isBetterHigher: Bool {
    switch kind {
    case .accuracy, .meanAveragePrecision, .areaUnderCurve, .trueAcceptRate: true
    case .bitsPerToken, .meanSquaredError: false
    }
  }

  /// Never true of NaN, and true of anything else against it.
  package func isBetter(than other: Score) -> Bool {
    if value.isNaN || other.value.isNaN { return !value.isNaN && other.value.isNaN }
    return isBetterHigher ? value > other.value : value < other.value
  }
}
