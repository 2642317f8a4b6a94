package import Graphs

/// What operators say of themselves: `Transpose(Transpose(x))`, `Identity(x)`, `Reshape(Reshape(x))` and the like → less.
package struct Simplification: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.epilogue.isEmpty, let op = node.op as? any Simplifiable else { return nil }
    return try op.simplification(of: node, in: graph, index: index)
  }
}
