import Graphs
import Tensors

/// Another order of the nodes of a graph, in which fewer bytes are alive at the worst step.
///
/// At each step, of the nodes whose operands are there, the one that leaves the fewest bytes alive. Branches are then
/// finished one after the other instead of side by side. The results are the same: only independent nodes change places.
struct MemorySchedule {
  private let graph: Graph
  /// Bytes by value; 0 for what takes no room in the arena.
  private let bytes: [Int]
  /// Nodes and outputs that read a value.
  private let readers: [Int]
  private let producers: [Int?]
  /// The values that each node reads, each once.
  private let operands: [[ValueID]]
  /// Looks at nodes that could come next: with very many branches the search ends without a result, after some 100 ms.
  private static let mostLooks = 5_000_000

  /// True when every node reads what the one before it made: then there is no other order.
  static func isForced(_ graph: Graph) -> Bool {
    zip(graph.nodes, graph.nodes.dropFirst()).allSatisfy { before, node in
      node.operands.contains { before.outputs.contains($0) }
    }
  }

  init(_ graph: Graph, constants: Set<ValueID>, bound: Set<ValueID>) {
    self.graph = graph
    var bytes = [Int](repeating: 0, count: graph.values.count)
    var readers = bytes
    var producers = [Int?](repeating: nil, count: graph.values.count)
    operands = graph.nodes.map { Array(Set($0.operands)) }
    for id in graph.inputs { bytes[id.index] = graph.type(of: id).byteCount }
    for (position, node) in graph.nodes.enumerated() {
      for id in node.outputs {
        bytes[id.index] = graph.type(of: id).byteCount
        producers[id.index] = position
      }
      for id in operands[position] { readers[id.index] += 1 }
    }
    for id in Set(graph.outputs) { readers[id.index] += 1 }
    for id in constants.union(bound) { bytes[id.index] = 0 }
    (self.bytes, self.readers, self.producers) = (bytes, readers, producers)
  }

  /// Positions of the nodes in the better order; `nil` when the present one is as good, as it is in every chain.
  func order() -> [Int]? {
    let present = Array(graph.nodes.indices)
    guard let found = greedyOrder(), found != present, peak(found) < peak(present) else { return nil }
    return found
  }

  /// Bytes alive at the worst step of an order.
  private func peak(_ order: [Int]) -> Int {
    var left = readers
    var live = graph.inputs.reduce(0) { $0 + bytes[$1.index] }
    var peak = live
    for position in order {
      live += made(position)
      peak = max(peak, live)
      live -= freed(position, left)
      for id in operands[position] { left[id.index] -= 1 }
    }
    return peak
  }

  private func greedyOrder() -> [Int]? {
    let sources = operands.map { Set($0.compactMap { producers[$0.index] }) }
    var followers = [[Int]](repeating: [], count: sources.count)
    for (position, makers) in sources.enumerated() { for maker in makers { followers[maker].append(position) } }
    var missing = sources.map(\.count)
    var ready = missing.indices.filter { missing[$0] == 0 }
    var left = readers
    var order: [Int] = []
    var looks = 0
    while !ready.isEmpty {
      looks += ready.count
      guard looks <= Self.mostLooks else { return nil }
      let costs = ready.map { (made($0) - freed($0, left), $0) }
      guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
      let position = ready.remove(at: best)
      order.append(position)
      for id in operands[position] { left[id.index] -= 1 }
      for follower in followers[position] {
        missing[follower] -= 1
        if missing[follower] == 0 { ready.append(follower) }
      }
    }
    return order.count == graph.nodes.count ? order : nil
  }

  private func made(_ position: Int) -> Int { graph.nodes[position].outputs.reduce(0) { $0 + bytes[$1.index] } }

  /// Bytes of the values that nobody reads after this node, its own unread outputs included.
  private func freed(_ position: Int, _ left: [Int]) -> Int {
    operands[position].reduce(0) { $0 + (left[$1.index] == 1 ? bytes[$1.index] : 0) }
      + graph.nodes[position].outputs.reduce(0) { $0 + (readers[$1.index] == 0 ? bytes[$1.index] : 0) }
  }
}
