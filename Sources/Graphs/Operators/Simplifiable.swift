/// An operator that sometimes can be written more simply where it stands.
public protocol Simplifiable: Operator {
  /// An equivalent, simpler graph around `node`, or `nil`.
  func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch?
}
