package import Graphs

/// Two nodes that compute the same from the same → the first.
package struct DuplicateElimination: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let first = node.inputs.first ?? nil, let position = index.position(of: node.outputs[0]),
      !node.outputs.contains(where: graph.outputs.contains)
    else { return nil }
    let op = AnyHashable(node.op)
    let twin = index.consumer(of: first) { other in
      other.inputs == node.inputs && other.epilogue == node.epilogue && AnyHashable(other.op) == op
        && (index.position(of: other.outputs[0]) ?? position) < position
    }
    guard let twin else { return nil }
    var patch = GraphPatch(graph)
    for (old, new) in zip(node.outputs, twin.outputs) { patch.replace(old, with: new) }
    return patch
  }
}
