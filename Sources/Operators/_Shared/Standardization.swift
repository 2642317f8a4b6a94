package import Graphs

/// `(x − mean) / √(variance + ε)` within sets of elements: what normalizations share.
package enum Standardization {
  /// - Parameter set: the number, below `sets`, of the set to which the element at a flat index belongs.
  package static func reals(_ x: [Double], sets: Int, epsilon: Float, set: (Int) -> Int) -> [Double] {
    let owners = x.indices.map(set)
    func means(_ values: [Double]) -> [Double] {
      var (sums, counts) = ([Double](repeating: 0, count: sets), [Double](repeating: 0, count: sets))
      for (owner, value) in zip(owners, values) {
        sums[owner] += value
        counts[owner] += 1
      }
      return zip(sums, counts).map { $0 / $1 }
    }
    let centres = means(x)
    let centred = zip(owners, x).map { $1 - centres[$0] }
    let factors = means(centred.map { $0 * $0 }).map { 1 / ($0 + Double(epsilon)).squareRoot() }
    return zip(owners, centred).map { $1 * factors[$0] }
  }
}

extension Graph {
  /// The same as a graph, within each position of the axes that are not named.
  package mutating func standardized(
    _ x: ValueID, axes: [Int], epsilon: Float
  ) throws(GraphError) -> ValueID {
    let mean = ReduceMean(axes: axes, keepsAxes: true)
    let centred = try apply(Subtract(), x, try apply(mean, x))
    let variance = try apply(mean, try squared(centred))
    return try apply(Divide(), centred, try apply(Sqrt(), try shifted(variance, by: Double(epsilon))))
  }
}
