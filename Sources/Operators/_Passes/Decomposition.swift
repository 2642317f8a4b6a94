package import Graphs

/// An operator without a kernel for this call → the smaller operators that define it.
package struct Decomposition: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let op = node.op as? any Decomposable, node.epilogue.isEmpty,
      (op as? any Accelerated)?.kernel(for: KernelRequest(node, in: graph)) == nil
    else { return nil }
    return try? GraphPatch(graph, decomposing: node, op)
  }
}
