package import Graphs
package import Tensors

/// The determinant of each matrix, by elimination with the largest pivot.
///
/// - Input: `x […, M, M]` of reals. Output: `[…]`.
/// - Source: ONNX Det-11.
package struct Det: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    guard x.shape.rank >= 2, x.shape[x.shape.rank - 2] == x.shape.channels else {
      throw .shape("\(x) has no square matrices")
    }
    return [TensorType(x.element, Shape(Array(x.shape.dimensions.dropLast(2))))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let (elements, size) = (x.numbers.reals, x.shape.channels)
    let made = (0..<type.shape.count).map { matrix in
      Det.determinant(Array(elements[matrix * size * size..<(matrix + 1) * size * size]), size)
    }
    return [try Tensor(.reals(made), as: type.element, shape: type.shape)]
  }

  private static func determinant(_ matrix: [Double], _ size: Int) -> Double {
    var (a, result) = (matrix, 1.0)
    for column in 0..<size {
      var pivot = column
      for row in column..<size where abs(a[row * size + column]) > abs(a[pivot * size + column]) { pivot = row }
      guard a[pivot * size + column] != 0 else { return 0 }
      if pivot != column {
        for k in 0..<size { a.swapAt(pivot * size + k, column * size + k) }
        result = -result
      }
      result *= a[column * size + column]
      for row in (column + 1)..<max(size, column + 1) {
        let factor = a[row * size + column] / a[column * size + column]
        for k in column..<size { a[row * size + k] -= factor * a[column * size + k] }
      }
    }
    return result
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("two of 3×3", Det(), [.random([2, 3, 3], seed: 1)]),
      OperatorSample("one matrix", Det(), [.random([2, 2], seed: 2)]),
    ]
  }
}

extension Det: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension Det: ONNXConvertible {
  package static let onnxNames = ["Det"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.asStated(Det(), inputs: 1, node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Det", node)
  }
}
