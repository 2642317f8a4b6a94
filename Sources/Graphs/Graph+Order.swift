extension Graph {
  /// Only the nodes on which an output depends.
  public func withoutDeadNodes() -> Graph {
    let ordered = sortedTolerantly()
    var needed = [Bool](repeating: false, count: values.count)
    for id in outputs { needed[id.index] = true }
    var kept: [Node] = []
    for node in ordered.reversed() where node.outputs.contains(where: { needed[$0.index] }) {
      node.forEachOperand { needed[$0.index] = true }
      kept.append(node)
    }
    var graph = self
    graph.setNodes(kept.reversed())
    return graph
  }

  /// Without the data of constants that no node and no output reads, which rewrites leave behind. Values keep their
  /// numbers.
  public func withoutUnreadConstants() -> Graph {
    var read = [Bool](repeating: false, count: values.count)
    for id in outputs { read[id.index] = true }
    for node in nodes { node.forEachOperand { read[$0.index] = true } }
    var graph = self
    for index in values.indices where !read[index] && values[index].constant != nil {
      graph.dropConstant(ValueID(index))
    }
    return graph
  }

  /// Nodes in dependency order, keeping their present order where it already is one.
  /// - Throws: ``GraphError/malformed(_:)`` on a cycle.
  public func sorted() throws(GraphError) -> Graph {
    if isSorted { return self }
    var graph = self
    let order = sortedTolerantly()
    guard order.count == nodes.count else { throw .malformed("the graph has a cycle") }
    graph.setNodes(order)
    return graph
  }

  /// True when every node stands behind those that make what it reads.
  private var isSorted: Bool {
    var made = [Bool](repeating: true, count: values.count)
    for node in nodes { for output in node.outputs { made[output.index] = false } }
    for node in nodes {
      var isReady = true
      node.forEachOperand { isReady = isReady && made[$0.index] }
      guard isReady else { return false }
      for output in node.outputs { made[output.index] = true }
    }
    return true
  }

  /// Depth-first order without recursion; nodes on a cycle are left out.
  private func sortedTolerantly() -> [Node] {
    if isSorted { return nodes }
    var producers = [Int?](repeating: nil, count: values.count)
    for (index, node) in nodes.enumerated() { for output in node.outputs { producers[output.index] = index } }
    let sources = nodes.map { $0.operands.compactMap { producers[$0.index] } }
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
