package import Graphs
import Kernels
package import Tensors

/// The input unchanged. ONNX's Dropout is it too, because a model that is read is a model to run.
///
/// - Source: ONNX Identity-16, Dropout-13 outside training.
package struct Identity: Operator {
  package init() {}

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    return [try TypeChecks.present(inputs, 0)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [try inputs.tensor(0)] }

  package static var samples: [OperatorSample] { [OperatorSample("vector", Identity(), [.random([5], seed: 1)])] }
}

extension Identity: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] { [wanted[0] ? gradients[0] : nil] }
}

extension Identity: Simplifiable {
  /// `Identity(x)` → `x`, unless it joins an input of the graph to an output.
  package func simplification(
    of node: Node, in graph: Graph, index: GraphIndex
  ) throws(GraphError) -> GraphPatch? {
    guard let x = node.inputs[0], !(graph.outputs.contains(node.outputs[0]) && index.producer(of: x) == nil) else {
      return nil
    }
    var patch = GraphPatch(graph)
    patch.replace(node.outputs[0], with: x)
    return patch
  }
}

extension Identity: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { Movement.copy(request) }
}

extension Identity: ONNXConvertible {
  package static let onnxNames = ["Identity", "Dropout"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let result: ONNXReading.Result = channelsLast ? .channelsLast(x) : .asStated(x)
    guard node.outputs.count > 1 else { return [result] }
    // The mask of a Dropout keeps everything.
    let plain = try context.inputType(0, of: node).shape
    guard plain.count <= 1 << 26, let mask = try? Tensor([Bool](repeating: true, count: plain.count), shape: plain)
    else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "mask", problem: "of \(plain)")
    }
    return [result, .asStated(context.graph.constant(mask, name: "\(node.name)_mask"))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    context.append("Identity", named: node.name, [context.asGiven(x)], [context.define(node.outputs[0])])
  }
}
