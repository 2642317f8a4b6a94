package import Graphs
import Tensors

/// `Gemm(x, known w [K,N])` → `Gemm(x, wᵀ [N,K])` with the weights stored transposed, as a fully-connected layer of TFLite
/// holds them. The weights may be codes behind a DequantizeLinear.
package struct RowWeights: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let gemm = node.op as? Gemm, !gemm.transposeA, !gemm.transposeB,
      let weights = ConstantWeights(node.inputs[1], in: graph, index: index)
    else { return nil }
    var patch = GraphPatch(graph)
    let rows = try weights.replaced(by: weights.tensor.transposed([1, 0]), in: &patch)
    let inputs = [node.inputs[0], rows] + node.inputs.dropFirst(2)
    let y = try patch.append(Gemm(transposeB: true), inputs, name: node.name, epilogue: node.epilogue)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}
