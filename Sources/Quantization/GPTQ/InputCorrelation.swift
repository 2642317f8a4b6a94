import Kernels
import Tensors

/// `(2/N)·Σ xxᵀ` over the inputs of a layer, in double precision over float32 products of batches.
package struct InputCorrelation: Sendable {
  package let columns: Int
  /// `[columns × columns]`.
  package private(set) var values: [Double]
  private var sums: [Double]
  private var count = 0

  package init(columns: Int) {
    self.columns = columns
    values = [Double](repeating: 0, count: columns * columns)
    sums = values
  }

  /// - Parameter inputs: rows of `columns` numbers.
  package mutating func add(_ inputs: [Float]) {
    let rows = inputs.count / max(columns, 1)
    // Some thousand rows at once: float32 sums of so many products are exact to 10⁻⁴ of their size.
    for start in stride(from: 0, to: rows, by: 4096) {
      let size = min(4096, rows - start)
      let part = Storage(floats: Array(inputs[start * columns..<(start + size) * columns]))
      let product = Storage(floatCount: columns * columns)
      guard let gemm = MatrixProduct(rows: columns, columns: columns, depth: size, transposeA: true) else { continue }
      gemm.run(part, part, into: product)
      for (i, value) in product.floats.enumerated() { sums[i] += Double(value) }
      count += size
    }
    let factor = 2 / Double(max(count, 1))
    for i in values.indices { values[i] = sums[i] * factor }
  }

  /// `Σ_rows dᵀHd / 2`: the mean squared difference of outputs that a difference of weights makes, summed over rows.
  package func squaredError(_ difference: [Float]) -> Double {
    var total = 0.0
    for start in stride(from: 0, to: difference.count, by: columns) {
      for i in 0..<columns where difference[start + i] != 0 {
        var sum = 0.0
        for j in 0..<columns { sum += values[i * columns + j] * Double(difference[start + j]) }
        total += Double(difference[start + i]) * sum
      }
    }
    return total / 2
  }

  /// The same for a difference of one row in the columns from `first` on.
  func squaredError(of difference: [Float], first: Int) -> Double {
    var total = 0.0
    for i in difference.indices where difference[i] != 0 {
      var sum = 0.0
      for j in difference.indices { sum += values[(first + i) * columns + first + j] * Double(difference[j]) }
      total += Double(difference[i]) * sum
    }
    return total / 2
  }
}
