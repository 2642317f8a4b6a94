extension Graph {
  /// Only the nodes on which an output depends.
  public func withoutDeadNodes() -> Graph {
    var needed = Set(outputs)
    var kept: [Node] = []
    for node in sortedTolerantly().reversed() where node.outputs.contains(where: needed.contains) {
      needed.formUnion(node.operands)
      kept.append(node)
    }
    var graph = self
    graph.setNodes(kept.reversed())
    return graph
  }

  /// Without the data of constants that no node and no output reads, which rewrites leave behind. Values keep their
  /// numbers.
  public func withoutUnreadConstants() -> Graph {
    let read = Set(nodes.flatMap(\.operands) + outputs)
    var graph = self
    for index in values.indices where values[index].constant != nil && !read.contains(ValueID(index)) {
      graph.dropConstant(ValueID(index))
    }
    return graph
  }

  /// Nodes in dependency order, keeping their present order where it already is one.
  /// - Throws: ``GraphError/malformed(_:)`` on a cycle.
  public func sorted() throws(GraphError) -> Graph {
    var graph = self
    let order = sortedTolerantly()
    guard order.count == nodes.count else { throw .malformed("the graph has a cycle") }
    graph.setNodes(order)
    return graph
  }

  /// Depth-first order without recursion; nodes on a cycle are left out.
  private func sortedTolerantly() -> [Node] {
    var producers: [ValueID: Int] = [:]
    for (index, node) in nodes.enumerated() { for output in node.outputs { producers[output] = index } }
    let sources = nodes.map { $0.operands.compactMap { producers[$0] } }
    var state = [UInt8](repeating: 0, count: nodes.count)  // 0 new, 1 open, 2 placed, 3 on a cycle
    var next = [Int](repeating: 0, count: nodes.count)  // first operand that may not be placed yet
    var order: [Node] = []
    for root in nodes.indices where state[root] == 0 {
      var stack = [root]
      while let top = stack.last {
        if state[top] >= 2 {
          stack.removeLast()
          continue
        }
        state[top] = 1
        let operands = sources[top]
        while next[top] < operands.count, state[operands[next[top]]] == 2 { next[top] += 1 }
        if next[top] < operands.count {
          let open = operands[next[top]]
          if state[open] != 0 {
            state[top] = 3
            stack.removeLast()
          } else {
            stack.append(open)
          }
        } else {
          state[top] = 2
          order.append(nodes[top])
          stack.removeLast()
        }
      }
    }
    return order
  }
}
