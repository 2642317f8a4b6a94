/// Codes that let the weights not yet rounded make up for the error of those that are: column by column, the error of a
/// weight is spread over the others of its row as the inputs correlate.
///
/// With `H = (2/N)·Σ xxᵀ` and `U` the upper Cholesky factor of `H⁻¹` (`H⁻¹ = UᵀU`), for each column i from left to right:
/// `q = nearest(w_i)`, `e = (w_i − ŵ_i)/U_ii`, `w_j −= e·U_ij` for `j > i`. All in double precision; rows are independent.
/// Promise: on the calibration inputs the error of the layer's output is at most that of rounding to nearest; where it is
/// not, nearest is what is returned.
/// Source: Frantar et al. 2023 (arXiv 2210.17323).
package struct GPTQ: Sendable, Hashable {
  /// Added to the diagonal of H, as a share of its mean.
  package var damping: Double
  /// Whether the columns with the largest inputs are rounded first. Groups then keep the steps they have at the beginning.
  package var ordersByActivation: Bool

  package init(damping: Double = 0.01, ordersByActivation: Bool = true) {
    self.damping = damping
    self.ordersByActivation = ordersByActivation
  }

  /// - Parameters:
  ///   - weights: rows of `grid.columns` weights.
  ///   - hessian: `[columns × columns]`, symmetric.
  ///   - grid: steps, fixed before; those of groups are chosen anew at the first of their columns unless columns are
  ///     reordered.
  ///   - fit: how steps are chosen anew.
  /// - Returns: the codes and the grid they are on.
  package func rounded(
    _ weights: [Float], hessian: InputCorrelation, grid: WeightGrid, fit: WeightGrid.Fit = .leastError
  ) -> (codes: [Int8], grid: WeightGrid) {
    let k = grid.columns
    var w = weights.map { Double($0) }
    let rows = w.count / k
    var h = hessian.values
    for j in 0..<k where h[j * k + j] == 0 {
      h[j * k + j] = 1
      for row in 0..<rows { w[row * k + j] = 0 }
    }
    var order = Array(0..<k)
    if ordersByActivation { order.sort { (h[$0 * k + $0], -$0) > (h[$1 * k + $1], -$1) } }
    guard let u = Cholesky.inverseFactor(permuted(h, order), count: k, damping: damping) else {
      return (grid.nearest(weights), grid)
    }
    var grid = grid
    var codes = [Int8](repeating: 0, count: w.count)
    var row = [Double](repeating: 0, count: k)
    let refits = grid.group != nil && !ordersByActivation
    for r in 0..<rows {
      for i in 0..<k { row[i] = w[r * k + order[i]] }
      u.withUnsafeBufferPointer { u in
        row.withUnsafeMutableBufferPointer { row in
          for i in 0..<k {
            let column = order[i]
            if refits, let group = grid.group, column % group == 0 {
              let part = grid.range(column / group).map { Float(row[$0]) }
              let step = WeightGrid.step(part[...], limit: grid.limit, fit: fit)
              if step >= .leastNormalMagnitude { grid.steps[r * grid.groupsPerRow + column / group] = step }
            }
            let code = grid.code(row[i], row: r, column: column)
            codes[r * k + column] = code
            let error = (row[i] - Double(code) * Double(grid.step(row: r, column: column))) / u[i * k + i]
            guard error != 0 else { continue }
            for j in i..<k { row[j] -= error * u[i * k + j] }
          }
        }
      }
    }
    return (codes, grid)
  }

  private func permuted(_ h: [Double], _ order: [Int]) -> [Double] {
    let k = order.count
    var result = h
    for i in 0..<k { for j in 0..<k { result[i * k + j] = h[order[i] * k + order[j]] } }
    return result
  }
}
