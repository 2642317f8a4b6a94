package import Graphs
package import Tensors

/// What operators share that find the position of an element along an axis.
package protocol PositionOperator: NonDifferentiable, ONNXConvertible {
  /// Negative counts from the back.
  var axis: Int { get }
  /// Whether the axis stays with an extent of 1.
  var keepsAxis: Bool { get }
  /// Of equal elements the last one instead of the first.
  var takesLast: Bool { get }
  init(axis: Int, keepsAxis: Bool, takesLast: Bool)
  func prefers<Number: Comparable>(_ a: Number, to b: Number) -> Bool
}

extension PositionOperator {
  package static var reasonWithoutGradient: String { "a position does not change smoothly" }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .numbers).shape
    let axis = try TypeChecks.axis(axis, of: x)
    guard x[axis] > 0 else { throw .shape("\(x) has no position along axis \(axis)") }
    var extents = x.dimensions
    if keepsAxis { extents[axis] = 1 } else { extents.remove(at: axis) }
    return [TensorType(.int64, Shape(extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let positions =
      switch x.numbers {
      case .reals(let elements): positions(in: elements, of: x.shape, axis)
      case .integers(let elements): positions(in: elements, of: x.shape, axis)
      }
    return [try Tensor(positions, shape: type.shape)]
  }

  private func positions<Number: Comparable>(in elements: [Number], of shape: Shape, _ axis: Int) -> [Int64] {
    let (extent, inner) = (shape[axis], shape.strides[axis])
    return elements.indices.filter { $0 / inner % extent == 0 }.map { start in
      var best = 0
      for candidate in 1..<max(extent, 1) {
        let (element, champion) = (elements[start + candidate * inner], elements[start + best * inner])
        if prefers(element, to: champion) || (takesLast && element == champion) { best = candidate }
      }
      return Int64(best)
    }
  }

  package static var onnxNames: [String] { [name] }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let keeps = node.int("keepdims", default: 1) != 0
    let last = node.int("select_last_index", default: 0) != 0
    return [
      try context.reduced([node.int("axis", default: 0)], keeps: keeps, node) {
        Self(axis: $0[0], keepsAxis: keeps, takesLast: last)
      }
    ]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let attributes: [String: ForeignAttribute] = [
      "axis": .int(axis), "keepdims": .int(keepsAxis ? 1 : 0), "select_last_index": .int(takesLast ? 1 : 0),
    ]
    context.append(Self.name, named: node.name, [context.asGiven(x)], [context.define(node.outputs[0])], attributes)
  }
}
