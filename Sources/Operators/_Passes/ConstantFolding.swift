package import Graphs
import Tensors

/// `op(constants)` → its result, unless that is larger than 64 MiB.
///
/// Codes stay codes: a DequantizeLinear of constant codes is kept, because integer kernels want the codes.
package struct ConstantFolding: GraphPass {
  /// Bytes of the largest result that is kept.
  package let limit: Int

  package init(limit: Int = 64 << 20) { self.limit = limit }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard !(node.op is DequantizeLinear), node.epilogue.residual == nil,
      node.inputs.allSatisfy({ $0 == nil || graph.constant($0) != nil }), node.inputs.contains(where: { $0 != nil }),
      node.outputs.reduce(0, { $0 + graph.type(of: $1).byteCount }) <= limit
    else { return nil }
    let results: [Tensor]
    do { results = try node.reference(node.inputs.map { graph.constant($0) }) } catch {
      throw .evaluation(node: node.name, problem: "\(error)")
    }
    var patch = GraphPatch(graph)
    for (id, tensor) in zip(node.outputs, results) {
      patch.replace(id, with: patch.constant(tensor, name: graph[id].name))
    }
    return patch
  }
}
