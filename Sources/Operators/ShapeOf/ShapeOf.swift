package import Graphs
package import Tensors

/// The extents of a tensor as numbers.
///
/// - Output: int64 `[n]`, the extents of the axes `start..<end`.
/// - Source: ONNX Shape-15. A graph has fixed shapes, so reading a file makes a constant of it.
package struct ShapeOf: Operator {
  package let start: Int
  package let end: Int?

  /// - Parameters:
  ///   - start, end: negative ones count from the back; both are moved into the range of the axes.
  package init(start: Int = 0, end: Int? = nil) {
    self.start = start
    self.end = end
  }

  package var actsOnCodes: Bool { true }

  func extents(_ shape: Shape) -> [Int] {
    func bound(_ axis: Int) -> Int { min(max(axis < 0 ? axis &+ shape.rank : axis, 0), shape.rank) }
    let (first, last) = (bound(start), bound(end ?? shape.rank))
    return first < last ? Array(shape.dimensions[first..<last]) : []
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    return [TensorType(.int64, [extents(try TypeChecks.present(inputs, 0).shape).count])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [Tensor(extents(try inputs.tensor(0).shape).map { Int64($0) })]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("all", ShapeOf(), [.random([2, 3, 4], seed: 1)]),
      OperatorSample("some", ShapeOf(start: -2, end: 9), [.random([2, 3, 4], seed: 2)]),
    ]
  }
}

extension ShapeOf: NonDifferentiable {
  package static let reasonWithoutGradient = "extents are whole numbers"
}

extension ShapeOf: ONNXConvertible {
  package static let onnxNames = ["Shape"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var end: Int?
    if case .int(let stated)? = node.attributes["end"] { end = stated }
    let shape = try context.inputType(0, of: node).shape
    let extents = ShapeOf(start: node.int("start", default: 0), end: end).extents(shape)
    return [.asStated(context.graph.constant(Tensor(extents.map { Int64($0) }), name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes: [String: ForeignAttribute] = ["start": .int(start)]
    if let end { attributes["end"] = .int(end) }
    context.appendAsGiven("Shape", node, attributes)
  }
}
