package import Graphs
import Tensors

/// `DequantizeLinear(constant codes of less than a byte)` → `DequantizeLinear(the same codes, a byte each)`: integer
/// kernels read bytes. The same reals.
package struct WideCodes: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is DequantizeLinear, let id = node.inputs[0], let codes = graph.constant(id),
      codes.element.bitWidth < 8
    else { return nil }
    var patch = GraphPatch(graph)
    let wide = patch.constant(codes.unpacked(), name: graph[id].name)
    patch.replace(node.outputs[0], with: try patch.append(node.op, [wide], name: node.name)[0])
    return patch
  }
}
