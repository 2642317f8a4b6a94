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
    let same: ONNXReading.Result = channelsLast ? .channelsLast(x) : .asStated(x)
    guard node.kind == "Dropout" else { return [same] }
    let trains = context.isPresent(2) ? Indices.numbers(try context.constant(2, of: node)).first ?? 0 : 0
    let ratio =
      context.isPresent(1)
      ? try context.constant(1, of: node).numbers.reals.first ?? 0 : Double(node.float("ratio", default: 0.5))
    guard trains == 0 || ratio == 0 else { throw node.refused("training_mode", "drops at random") }
    guard node.outputs.count > 1 else { return [same] }
    // Which elements stayed: all. Before version 10, in the type of the input.
    let type = try context.inputType(0, of: node)
    guard type.shape.count <= 1 << 24 else { throw node.refused("mask", "\(type)") }
    let ones = [Int128](repeating: 1, count: type.shape.count)
    let element = node.version < 10 ? type.element : .bool
    do {
      return [same, .asStated(context.graph.constant(try Tensor(.integers(ones), as: element, shape: type.shape)))]
    } catch { throw node.refused("mask", "\(error)") }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    context.append("Identity", named: node.name, [context.asGiven(x)], [context.define(node.outputs[0])])
  }
}
