public import Tensors

/// An edit that a pass proposes: nodes to add and values to replace. What nobody reads afterwards disappears.
public struct GraphPatch: Sendable {
  /// The graph with the new nodes appended.
  public private(set) var graph: Graph
  private var replacements: [ValueID: ValueID] = [:]

  public init(_ graph: Graph) { self.graph = graph }

  public mutating func constant(_ tensor: Tensor, name: String = "") -> ValueID {
    graph.constant(tensor, name: name)
  }

  public mutating func append(
    _ op: any Operator, _ inputs: [ValueID?], name: String = "", epilogue: Epilogue = Epilogue()
  ) throws(GraphError) -> [ValueID] {
    try graph.append(op, inputs, name: name, epilogue: epilogue)
  }

  /// Every reader of `old` reads `new` instead; an output of the graph keeps the name of `old`.
  public mutating func replace(_ old: ValueID, with new: ValueID) { replacements[old] = new }

  /// The edited graph, sorted and without dead nodes. Graph inputs stay, even unread ones.
  public func applied() throws(GraphError) -> Graph {
    var result = graph
    func resolve(_ id: ValueID) -> ValueID {
      var id = id
      while let next = replacements[id] { id = next }
      return id
    }
    for output in graph.outputs {
      let target = resolve(output)
      if target != output, graph[target].constant == nil, !graph.inputs.contains(target) {
        result.rename(target, graph[output].name)
      }
    }
    result.outputs = graph.outputs.map(resolve)
    result.setNodes(
      graph.nodes.map { node in
        var node = node
        node.inputs = node.inputs.map { $0.map(resolve) }
        node.epilogue.residual = node.epilogue.residual.map(resolve)
        return node
      })
    return try result.withoutDeadNodes().sorted()
  }
}

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
    var state = [UInt8](repeating: 0, count: nodes.count)  // 0 new, 1 open, 2 placed, 3 on a cycle
    var order: [Node] = []
    for root in nodes.indices where state[root] == 0 {
      var stack = [root]
      while let top = stack.last {
        if state[top] >= 2 {
          stack.removeLast()
          continue
        }
        state[top] = 1
        let open = nodes[top].operands.compactMap { producers[$0] }.first { state[$0] != 2 }
        if let open {
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
