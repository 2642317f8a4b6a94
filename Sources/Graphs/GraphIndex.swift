/// Who makes and who reads each value; built once per rewrite.
public struct GraphIndex: Sendable {
  private let producers: [ValueID: Int]
  private let consumers: [ValueID: [Int]]
  private let outputs: Set<ValueID>
  private let nodes: [Node]

  public init(_ graph: Graph) {
    var producers: [ValueID: Int] = [:]
    var consumers: [ValueID: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs { producers[output] = index }
      for operand in node.operands { consumers[operand, default: []].append(index) }
    }
    self.producers = producers
    self.consumers = consumers
    outputs = Set(graph.outputs)
    nodes = graph.nodes
  }

  /// The node that makes `id`; `nil` for inputs and constants.
  public func producer(of id: ValueID?) -> Node? { id.flatMap { producers[$0] }.map { nodes[$0] } }

  /// Position of the node that makes `id`.
  public func position(of id: ValueID) -> Int? { producers[id] }

  /// Nodes that read `id`, in order; a node that reads it twice appears twice.
  public func consumers(of id: ValueID) -> [Node] { consumers[id, default: []].map { nodes[$0] } }

  /// The one reader of `id`, when there is exactly one and `id` is no output of the graph.
  public func onlyConsumer(of id: ValueID) -> Node? {
    guard !outputs.contains(id), let all = consumers[id], all.count == 1 else { return nil }
    return nodes[all[0]]
  }
}
