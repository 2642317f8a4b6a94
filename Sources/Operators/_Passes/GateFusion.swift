package import Graphs

/// `Multiply(x, Sigmoid(x))` → `Silu(x)`.
package struct GateFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Multiply, node.epilogue.isEmpty else { return nil }
    for (x, gate) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
      guard let sigmoid = index.producer(of: gate), sigmoid.op is Sigmoid, sigmoid.epilogue.isEmpty,
        sigmoid.inputs[0] == x
      else { continue }
      var patch = GraphPatch(graph)
      patch.replace(node.outputs[0], with: try patch.append(Silu(), [x], name: node.name)[0])
      return patch
    }
    return nil
  }
}
