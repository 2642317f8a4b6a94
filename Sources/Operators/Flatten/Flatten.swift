package import Graphs
import Kernels
package import Tensors

/// A matrix of the same elements: axes before `axis` become the rows, the others the columns.
///
/// - Output: `[Π extents before axis, Π extents from axis on]`.
/// - Source: ONNX Flatten-13.
package struct Flatten: Operator {
  package let axis: Int

  /// - Parameter axis: in `0...rank`; negative counts from the back.
  package init(axis: Int = 1) { self.axis = axis }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    let rank = type.shape.rank
    let position = axis < 0 ? axis + rank : axis
    guard (0...rank).contains(position) else {
      throw .attribute(name: "axis", problem: "\(axis) is outside a tensor of rank \(rank)")
    }
    let extents = type.shape.dimensions
    type.shape = [extents[..<position].reduce(1, *), extents[position...].reduce(1, *)]
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [try x.reshaped(to: outputTypes(for: [x.type])[0].shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("image", Flatten(), [.random([2, 3, 4, 5], seed: 1)]),
      OperatorSample("everything in one row", Flatten(axis: 0), [.random([3, 7], seed: 2)]),
    ]
  }
}

extension Flatten: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] { [try graph.reshapedBack(gradients[0], to: call.inputs[0], wanted: wanted[0])] }
}

extension Flatten: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { Movement.copy(request) }
}

extension Flatten: ONNXConvertible {
  package static let onnxNames = ["Flatten"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = Flatten(axis: node.int("axis", default: 1))
    return [.asStated(try context.apply(op, try context.input(0, of: node), name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let shape = context.type(of: x).shape
    // One pixel: NCHW and NHWC are the same bytes.
    let isPixel = shape.rank == 4 && shape[1] == 1 && shape[2] == 1 && axis == 1
    let source = isPixel && context.hasChannelsFirst(x) ? context.channelsFirst(x) : context.asGiven(x)
    let attributes: [String: ForeignAttribute] = axis == 1 ? [:] : ["axis": .int(axis)]
    context.append("Flatten", named: node.name, [source], [context.define(node.outputs[0])], attributes)
  }
}
