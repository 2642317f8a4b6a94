package import Graphs

/// Two nodes that compute the same from the same → the first.
package struct DuplicateElimination: GraphPass {
  /// Among more readers of one value, twins are not looked for: that takes a look at all of them for each.
  private static let mostReaders = 4096

  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    // Twins read all of the same values: the one with the fewest readers finds them soonest.
    let operands = node.inputs.compactMap(\.self)
    guard let rarest = operands.min(by: { index.readerCount(of: $0) < index.readerCount(of: $1) }),
      index.readerCount(of: rarest) <= Self.mostReaders, let position = index.position(of: node.outputs[0]),
      !node.outputs.contains(where: graph.outputs.contains)
    else { return nil }
    let op = AnyHashable(node.op)
    let twin = index.consumer(of: rarest) { other in
      other.inputs == node.inputs && other.epilogue == node.epilogue && AnyHashable(other.op) == op
        && (index.position(of: other.outputs[0]) ?? position) < position
    }
    guard let twin else { return nil }
    var patch = GraphPatch(graph)
    for (old, new) in zip(node.outputs, twin.outputs) { patch.replace(old, with: new) }
    return patch
  }
}
