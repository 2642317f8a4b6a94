import Foundation
import Tensors

/// Symmetric steps of a matrix of weights: one for each row, or one for each group of columns of a row.
package struct WeightGrid: Sendable, Hashable {
  /// How a step follows from its weights.
  package enum Fit: Sendable, Hashable {
    /// The largest magnitude becomes the largest code.
    case largest
    /// The share 1.00, 0.99, … 0.20 of it with the least `Σ |w − ŵ|^2.4`.
    case leastError
  }

  /// Columns that share a step; a whole row when absent.
  package let group: Int?
  /// Largest code: `2^(bits − 1) − 1`; the smallest is its negative.
  package let limit: Int
  package let columns: Int
  /// One step for the whole matrix.
  package let sharesRows: Bool
  /// Row by row, group by group.
  package var steps: [Float]

  package var groupsPerRow: Int { group.map { (columns + $0 - 1) / $0 } ?? 1 }

  /// - Parameters:
  ///   - rows: of a layer, finite.
  ///   - bits: 2 to 8.
  ///   - sharesRows: one step for the whole matrix.
  package init(
    _ rows: [Float], columns: Int, bits: Int, group: Int? = nil, sharesRows: Bool = false, fit: Fit = .leastError
  ) {
    self.columns = max(columns, 1)
    self.group = sharesRows ? nil : group
    self.sharesRows = sharesRows
    limit = (1 << (bits - 1)) - 1
    steps = []
    let largest = rows.reduce(0) { max($0, abs($1)) }
    let floor = max(0.01 * largest, 8e-5) / Float(limit)
    let count = rows.count / self.columns
    if sharesRows {
      let step = max(Self.step(rows[...], limit: limit, fit: fit), floor)
      steps = [Float](repeating: step, count: count * groupsPerRow)
      return
    }
    for row in 0..<count {
      for part in 0..<groupsPerRow {
        let columns = range(part)
        let slice = rows[row * self.columns + columns.lowerBound..<row * self.columns + columns.upperBound]
        steps.append(max(Self.step(slice, limit: limit, fit: fit), floor))
      }
    }
  }

  /// The columns of a group.
  func range(_ part: Int) -> Range<Int> {
    guard let group else { return 0..<columns }
    return part * group..<min((part + 1) * group, columns)
  }

  package func step(row: Int, column: Int) -> Float {
    steps[row * groupsPerRow + (group.map { column / $0 } ?? 0)]
  }

  /// The step of some weights by themselves.
  static func step(_ weights: ArraySlice<Float>, limit: Int, fit: Fit) -> Float {
    let largest = weights.reduce(0) { max($0, abs($1)) }
    let full = largest / Float(limit)
    guard fit == .leastError, full >= .leastNormalMagnitude else { return full }
    var best = (error: Double.infinity, step: full)
    for percent in stride(from: 100, through: 20, by: -1) {
      let step = full * Float(percent) / 100
      var error = 0.0
      for w in weights {
        let code = min(max((w / step).rounded(.toNearestOrEven), -Float(limit)), Float(limit))
        error += Self.power(abs(Double(code * step - w)))
        if error >= best.error { break }
      }
      if error < best.error { best = (error, step) }
    }
    return best.step
  }

  private static func power(_ x: Double) -> Double { x == 0 ? 0 : pow(x, 2.4) }

  /// The nearest code of a weight.
  package func code(_ weight: Double, row: Int, column: Int) -> Int8 {
    let code = (weight / Double(step(row: row, column: column))).rounded(.toNearestOrEven)
    return Int8(min(max(code.isNaN ? 0 : code, Double(-limit)), Double(limit)))
  }

  /// Every weight rounded to the nearest code.
  package func nearest(_ rows: [Float]) -> [Int8] {
    rows.indices.map { code(Double(rows[$0]), row: $0 / columns, column: $0 % columns) }
  }

  /// What codes stand for.
  package func reals(_ codes: [Int8]) -> [Float] {
    codes.indices.map { Float(codes[$0]) * step(row: $0 / columns, column: $0 % columns) }
  }
}
