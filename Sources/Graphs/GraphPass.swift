/// A rewrite that keeps what a graph computes. One file per pass; its comment shows before → after.
public protocol GraphPass: Sendable {
  static var name: String { get }

  /// A rewrite that starts at `node`, or `nil` when the pass has nothing to do there.
  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch?
}

extension GraphPass {
  public static var name: String { String(describing: Self.self) }

  /// Applies the pass until nothing changes, then verifies the graph.
  ///
  /// Cost: linear in the nodes for each rewrite. Rewrites are bounded by 8 × nodes + 64, so a pass that feeds itself ends.
  /// - Throws: ``GraphError/pass(name:problem:)`` when the result does not verify.
  public func callAsFunction(_ graph: Graph) throws(GraphError) -> Graph {
    var graph = graph
    var budget = 8 * graph.nodes.count + 64
    var position = 0
    var index = GraphIndex(graph)
    while position < graph.nodes.count, budget > 0 {
      guard let patch = try patch(at: graph.nodes[position], in: graph, index: index) else {
        position += 1
        continue
      }
      graph = try patch.applied()
      index = GraphIndex(graph)
      budget -= 1
      position = max(0, min(position, graph.nodes.count) - 4)
    }
    do { try graph.verify() } catch { throw .pass(name: Self.name, problem: "\(error)") }
    return graph
  }
}
