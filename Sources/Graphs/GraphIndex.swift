/// Who makes and who reads each value, kept up to date while a graph is rewritten.
public struct GraphIndex: Sendable {
  private var producers: [ValueID: Int] = [:]
  private var consumers: [ValueID: [Int]] = [:]
  private var outputs: Set<ValueID>
  /// `nil` where a node has been removed; positions stay.
  private var nodes: [Node?] = []

  public init(_ graph: Graph) {
    outputs = Set(graph.outputs)
    for node in graph.nodes { insert(node) }
  }

  /// The node that makes `id`; `nil` for inputs and constants.
  public func producer(of id: ValueID?) -> Node? { id.flatMap { producers[$0] }.flatMap { nodes[$0] } }

  /// Position of the node that makes `id`: of the graph's own nodes in their order, of added ones behind them.
  public func position(of id: ValueID) -> Int? { producers[id] }

  /// Nodes that read `id`; a node that reads it twice appears twice.
  public func consumers(of id: ValueID) -> [Node] { consumers[id, default: []].compactMap { nodes[$0] } }

  /// The first of the nodes that read `id` and fulfil a condition.
  public func consumer(of id: ValueID, where condition: (Node) -> Bool) -> Node? {
    for position in consumers[id, default: []] {
      if let node = nodes[position], condition(node) { return node }
    }
    return nil
  }

  /// The one reader of `id`, when there is exactly one and `id` is no output of the graph.
  public func onlyConsumer(of id: ValueID) -> Node? {
    guard !outputs.contains(id), let all = consumers[id], all.count == 1 else { return nil }
    return nodes[all[0]]
  }
}

extension GraphIndex {
  /// The nodes that are left, in the order of their positions.
  var remaining: [Node] { nodes.compactMap { $0 } }

  func node(at position: Int) -> Node? { nodes[position] }

  func isOutput(_ id: ValueID) -> Bool { outputs.contains(id) }

  @discardableResult
  mutating func insert(_ node: Node) -> Int {
    let position = nodes.count
    nodes.append(node)
    for output in node.outputs { producers[output] = position }
    for operand in node.operands { consumers[operand, default: []].append(position) }
    return position
  }

  /// Every reader of `old` reads `new`.
  /// - Returns: positions of those readers.
  mutating func redirect(_ old: ValueID, to new: ValueID) -> [Int] {
    let readers = consumers.removeValue(forKey: old) ?? []
    for position in readers {
      guard var node = nodes[position] else { continue }
      node.inputs = node.inputs.map { $0 == old ? new : $0 }
      if node.epilogue.residual == old { node.epilogue.residual = new }
      nodes[position] = node
    }
    consumers[new, default: []] += readers
    if outputs.remove(old) != nil { outputs.insert(new) }
    return readers
  }

  /// Removes the node at a position when nobody needs it, and then what it alone needed.
  /// - Returns: positions whose surroundings changed: makers and only readers of what the removed nodes read.
  mutating func removeUnneeded(from start: Int) -> [Int] {
    var touched: [Int] = []
    var stack = [start]
    while let position = stack.popLast() {
      guard let node = nodes[position],
        node.outputs.allSatisfy({ consumers[$0, default: []].isEmpty && !outputs.contains($0) })
      else { continue }
      nodes[position] = nil
      for output in node.outputs { producers[output] = nil }
      for operand in node.operands {
        if let entry = consumers[operand]?.firstIndex(of: position) { consumers[operand]?.remove(at: entry) }
        let left = consumers[operand, default: []]
        if let producer = producers[operand] {
          if left.isEmpty { stack.append(producer) } else { touched.append(producer) }
        }
        if left.count == 1 { touched += left }
      }
    }
    return touched
  }
}
