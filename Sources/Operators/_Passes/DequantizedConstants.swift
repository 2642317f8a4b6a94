package import Graphs
import Tensors

/// `DequantizeLinear(constant codes)` that no integer kernel took → constant reals, packed once instead of converted on
/// every run.
package struct DequantizedConstants: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is DequantizeLinear, let codes = graph.constant(node.inputs[0]), let reals = try? codes.dequantized()
    else { return nil }
    var patch = GraphPatch(graph)
    patch.replace(node.outputs[0], with: patch.constant(reals, name: graph[node.outputs[0]].name))
    return patch
  }
}
