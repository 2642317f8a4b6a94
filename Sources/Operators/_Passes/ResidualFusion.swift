package import Graphs
import Tensors

/// `Add(Conv(x), r)` → `Conv(x)` with the residual `r` in its epilogue, followed by the clamp of the addition; likewise
/// Gemm and DynamicGemm. The convolution must be read by the addition only and have nothing in its own epilogue.
///
/// On codes too: `r` may be a DequantizeLinear, which ``QuantizedFusion`` then takes in.
package struct ResidualFusion: GraphPass {
  private let arithmetic: QuantizedArithmetic

  /// - Parameter arithmetic: TFLite adds codes to codes, so in its arithmetic an addition of codes stays one.
  package init(_ arithmetic: QuantizedArithmetic = .onnx) { self.arithmetic = arithmetic }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Add, node.epilogue.residual == nil, let a = node.inputs[0], let b = node.inputs[1],
      graph.type(of: a).shape == graph.type(of: b).shape
    else { return nil }
    // The operand made last, so that the residual exists when the convolution runs.
    let candidates = [(a, b), (b, a)].filter { id, residual in
      guard let producer = index.producer(of: id), FinishFusion.takesFinish(producer.op) else { return false }
      return producer.epilogue.isEmpty && index.onlyConsumer(of: id) != nil
        && graph.type(of: residual).element == .float32
        && graph.constant(residual) == nil && !(arithmetic.isFixedPoint && index.codes(behind: residual) != nil)
    }
    let last = candidates.max { (index.position(of: $0.0) ?? 0) < (index.position(of: $1.0) ?? 0) }
    guard let (id, residual) = last, let producer = index.producer(of: id) else { return nil }
    var patch = GraphPatch(graph)
    var epilogue = node.epilogue
    epilogue.residual = residual
    let y = try patch.append(producer.op, producer.inputs, name: producer.name, epilogue: epilogue)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}
