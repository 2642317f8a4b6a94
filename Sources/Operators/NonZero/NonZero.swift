package import Graphs
package import Tensors

/// The places of the elements that are not 0, in row-major order.
///
/// - Input: `x` of any numbers or truth values. Output: int64 `[rank, count]`, one column of indices for each place.
/// - Source: ONNX NonZero-13. How many there are is part of the graph's types, so that they are found when a file is read.
package struct NonZero: Operator {
  package let count: Int

  package init(count: Int) { self.count = count }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .all)
    guard (0...x.shape.count).contains(count) else { throw .attribute(name: "count", problem: "\(count) in \(x)") }
    return [TensorType(.int64, [x.shape.rank, count])]
  }

  static func places(_ x: Tensor) -> [Int] {
    x.numbers.reals.enumerated().filter { $0.element != 0 }.map(\.offset)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let places = NonZero.places(x)
    guard places.count == count else {
      throw TypeInferenceError.attribute(name: "count", problem: "\(places.count) instead of \(count)")
    }
    let indices = (0..<x.shape.rank).flatMap { axis in
      places.map { Int64($0 / x.shape.strides[axis] % x.shape[axis]) }
    }
    return [try Tensor(indices, shape: [x.shape.rank, count])]
  }

  package static var samples: [OperatorSample] {
    let mask = Tensor([true, false, true, false, false, true]).retyped(TensorType(.bool, [2, 3]))
    return [OperatorSample("truth values", NonZero(count: 3), [mask])]
  }
}

extension NonZero: NonDifferentiable {
  package static let reasonWithoutGradient = "places are whole numbers"
}

extension NonZero: ONNXConvertible {
  package static let onnxNames = ["NonZero"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = NonZero(count: places(try context.constant(0, of: node)).count)
    return try context.asStated(op, inputs: 1, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("NonZero", node)
  }
}
