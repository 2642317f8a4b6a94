/// A rewrite that keeps what a graph computes. One file per pass; its comment shows before → after.
public protocol GraphPass: Sendable {
  static var name: String { get }

  /// A rewrite that starts at `node`, or `nil` when the pass has nothing to do there.
  /// - Parameters:
  ///   - graph: values and outputs as rewritten so far; its nodes are those of the beginning.
  ///   - index: the nodes as rewritten so far.
  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch?
}

extension GraphPass {
  public static var name: String { String(describing: Self.self) }

  /// Applies the pass until nothing changes, then verifies the graph.
  /// - Throws: ``GraphError/pass(name:problem:)`` when the result does not verify.
  public func callAsFunction(_ graph: Graph) throws(GraphError) -> Graph {
    var rewriting = GraphRewriting(graph)
    try rewrite(&rewriting)
    let result = try rewriting.finished().withoutDeadNodes()
    do { try result.verify() } catch { throw .pass(name: Self.name, problem: "\(error)") }
    return result
  }

  /// Looks once at every node, and again at those that a rewrite touched. Rewrites are bounded by 8 × nodes + 64, so a
  /// pass that feeds itself ends.
  fileprivate func rewrite(_ rewriting: inout GraphRewriting) throws(GraphError) {
    let count = rewriting.graph.nodes.count
    var work = Worklist(count: count)
    var budget = 8 * count + 64
    while budget > 0, let edit = try nextEdit(in: rewriting.graph, rewriting.index, &work) {
      work.again += rewriting.apply(edit)
      work.again.append(work.current)
      budget -= 1
    }
  }

  /// The next rewrite; the graph and the index are taken once for all the nodes in between.
  private func nextEdit(
    in graph: Graph, _ index: GraphIndex, _ work: inout Worklist
  ) throws(GraphError) -> GraphPatch.Edit? {
    while work.advance() {
      guard let node = index.node(at: work.current) else { continue }
      if let edit = try patch(at: node, in: graph, index: index)?.edit { return edit }
    }
    return nil
  }
}

/// The positions that a pass has still to look at: those that were touched first, then the nodes in their order.
private struct Worklist {
  /// Nodes of the beginning.
  let count: Int
  var again: [Int] = []
  private(set) var current = 0
  private var seen = 0
  private var position = 0

  init(count: Int) { self.count = count }

  /// Moves ``current`` on; false at the end.
  mutating func advance() -> Bool {
    if seen < again.count {
      current = again[seen]
      seen += 1
      return true
    }
    current = position
    position += 1
    return current < count
  }
}

extension Graph {
  /// The graph after the passes, one after the other, verified once: passes that find nothing cost a look at each node.
  /// - Parameter verifiesEach: also after every pass that changed something.
  /// - Throws: ``GraphError/pass(name:problem:)`` with the pass whose result does not verify.
  package func rewritten(by passes: [any GraphPass], verifiesEach: Bool = false) throws(GraphError) -> Graph {
    var rewriting = GraphRewriting(try withoutDeadNodes().sorted().withoutUnreadConstants())
    var isChanged = false
    for pass in passes {
      try pass.rewrite(&rewriting)
      guard rewriting.isChanged else { continue }
      let result = try rewriting.finished().withoutUnreadConstants()
      if verifiesEach {
        do { try result.verify() } catch { throw .pass(name: Swift.type(of: pass).name, problem: "\(error)") }
      }
      rewriting = GraphRewriting(result)
      isChanged = true
    }
    let result = rewriting.graph
    guard isChanged, !verifiesEach else { return result }
    do { try result.verify() } catch {
      // Which pass it was is found by doing it again.
      _ = try rewritten(by: passes, verifiesEach: true)
      throw error
    }
    return result
  }
}
