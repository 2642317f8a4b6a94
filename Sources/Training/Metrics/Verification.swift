/// Whether two samples show the same identity, by the cosine of their embeddings; all pairs of the data are asked.
package struct Verification: Sendable {
  /// Cosines of pairs of one identity, ascending.
  package let genuine: [Float]
  /// Cosines of pairs of two identities, ascending.
  package let impostor: [Float]

  /// - Parameters:
  ///   - embeddings: one for each sample, of any length but 0.
  ///   - identities: as many.
  package init(_ embeddings: [[Float]], _ identities: [Int32]) {
    let directions = embeddings.map { vector in
      let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? vector.map { $0 / length } : vector
    }
    var (genuine, impostor): ([Float], [Float]) = ([], [])
    let count = min(directions.count, identities.count)
    for i in 0..<count {
      for j in i + 1..<max(i + 1, count) {
        var cosine: Float = 0
        for (a, b) in zip(directions[i], directions[j]) { cosine += a * b }
        if identities[i] == identities[j] { genuine.append(cosine) } else { impostor.append(cosine) }
      }
    }
    self.genuine = genuine.sorted()
    self.impostor = impostor.sorted()
  }

  /// Share of genuine pairs above the lowest threshold at which at most `rate` of the impostor pairs are above it. A pair
  /// is accepted when its cosine is larger than the threshold; 0 without genuine pairs.
  package func trueAcceptRate(at rate: Double) -> Double {
    guard !genuine.isEmpty else { return 0 }
    let allowed = Int((rate * Double(impostor.count)).rounded(.down))
    let threshold = allowed < impostor.count ? impostor[impostor.count - 1 - allowed] : -.infinity
    return Double(genuine.count { $0 > threshold }) / Double(genuine.count)
  }
}
