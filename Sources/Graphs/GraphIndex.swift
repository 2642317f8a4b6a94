/// Who makes and who reads each value, kept up to date while a graph is rewritten.
public struct GraphIndex: Sendable {
  /// By value; a position in ``nodes``.
  private var producers: [Int?]
  private var consumers: [[Int]]
  private var outputs: Set<ValueID>
  /// `nil` where a node has been removed; positions stay.
  private var nodes: [Node?] = []

  public init(_ graph: Graph) {
    outputs = Set(graph.outputs)
    producers = [Int?](repeating: nil, count: graph.values.count)
    consumers = [[Int]](repeating: [], count: graph.values.count)
    nodes.reserveCapacity(graph.nodes.count + 8)
    for node in graph.nodes { insert(node) }
  }

  /// The node that makes `id`; `nil` for inputs and constants.
  public func producer(of id: ValueID?) -> Node? { id.flatMap(position).flatMap { nodes[$0] } }

  /// Position of the node that makes `id`: of the graph's own nodes in their order, of added ones behind them.
  public func position(of id: ValueID) -> Int? { id.index < producers.count ? producers[id.index] : nil }

  /// Nodes that read `id`; a node that reads it twice appears twice.
  public func consumers(of id: ValueID) -> [Node] { readers(of: id).compactMap { nodes[$0] } }

  /// The first of the nodes that read `id` and fulfil a condition.
  public func consumer(of id: ValueID, where condition: (Node) -> Bool) -> Node? {
    for position in readers(of: id) {
      if let node = nodes[position], condition(node) { return node }
    }
    return nil
  }

  /// The one reader of `id`, when there is exactly one and `id` is no output of the graph.
  public func onlyConsumer(of id: ValueID) -> Node? {
    guard !outputs.contains(id), case let all = readers(of: id), all.count == 1 else { return nil }
    return nodes[all[0]]
  }

  /// How many nodes read `id`, each as often as it does.
  package func readerCount(of id: ValueID) -> Int { readers(of: id).count }

  private func readers(of id: ValueID) -> [Int] { id.index < consumers.count ? consumers[id.index] : [] }
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
    for output in node.outputs {
      makeRoom(for: output)
      producers[output.index] = position
    }
    node.forEachOperand { operand in
      makeRoom(for: operand)
      consumers[operand.index].append(position)
    }
    return position
  }

  /// Every reader of `old` reads `new`.
  /// - Returns: positions of those readers.
  mutating func redirect(_ old: ValueID, to new: ValueID) -> [Int] {
    let readers = readers(of: old)
    for position in readers {
      guard var node = nodes[position] else { continue }
      node.inputs = node.inputs.map { $0 == old ? new : $0 }
      if node.epilogue.residual == old { node.epilogue.residual = new }
      nodes[position] = node
    }
    makeRoom(for: max(old, new))
    consumers[old.index] = []
    consumers[new.index] += readers
    if outputs.remove(old) != nil { outputs.insert(new) }
    return readers
  }

  /// The node at a position, if it still is there, does the work of the nodes of these names as well. A node that only
  /// just stands in for others brings no name of its own.
  mutating func takeOver(_ names: [String], at position: Int, isNew: Bool) {
    guard var node = nodes[position], !names.isEmpty else { return }
    var known = Set<String>()
    node.replaced = ((isNew ? node.replaced : node.sources) + names).filter { known.insert($0).inserted }
    nodes[position] = node
  }

  /// Removes the node at a position when nobody needs it, and then what it alone needed.
  /// - Parameter removed: receives what was removed.
  /// - Returns: positions whose surroundings changed: makers and only readers of what the removed nodes read.
  mutating func removeUnneeded(from start: Int, removed: inout [Node]) -> [Int] {
    var touched: [Int] = []
    var stack = [start]
    while let position = stack.popLast() {
      guard let node = nodes[position],
        node.outputs.allSatisfy({ readers(of: $0).isEmpty && !outputs.contains($0) })
      else { continue }
      nodes[position] = nil
      removed.append(node)
      for output in node.outputs { producers[output.index] = nil }
      for operand in node.operands {
        if let entry = consumers[operand.index].firstIndex(of: position) { consumers[operand.index].remove(at: entry) }
        let left = consumers[operand.index]
        if let producer = producers[operand.index] {
          if left.isEmpty { stack.append(producer) } else { touched.append(producer) }
        }
        if left.count == 1 { touched += left }
      }
    }
    return touched
  }

  private mutating func makeRoom(for id: ValueID) {
    while producers.count <= id.index {
      producers.append(nil)
      consumers.append([])
    }
  }
}
