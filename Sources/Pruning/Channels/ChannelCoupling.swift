package import Graphs
import Operators
import Tensors

/// Which channels of a graph stand or fall together.
///
/// Every index of the last axis of every value is an element; operators tie elements (an addition ties its two inputs
/// to its output index by index, a flattened image ties `h·W·C + w·C + c` to `c`), and each parameter slice belongs to
/// one. A connected component is what can be removed as one. Inputs, outputs and operators without a rule freeze what
/// they touch. Source: Fang et al. 2023, DepGraph (arXiv 2301.12900).
package struct ChannelCoupling: Sendable {
  /// One slice of a constant: index `index` along `axis`.
  package struct Slice: Hashable, Sendable {
    package let constant: ValueID
    package let axis: Int
    package let index: Int
  }

  /// Channels with the same members' tensors, among which a choice can be made: the channels of one layer, or of the
  /// layers that a residual connection ties.
  package struct Space: Sendable {
    /// The slices that go when a channel goes.
    package let channels: [[Slice]]
    /// Constants whose output channels these are.
    package let producers: Set<ValueID>
    /// Why nothing may be removed here; `nil` when it may.
    package let frozenBecause: String?
  }

  package let spaces: [Space]

  package init(_ graph: Graph) {
    var elements = Elements(graph)
    for node in graph.nodes { elements.visit(node) }
    for id in graph.inputs { elements.freeze(id, "the graph's input") }
    for id in graph.outputs { elements.freeze(id, "the graph's output") }
    spaces = elements.spaces()
  }
}

/// Union-find over channel elements while the graph is walked.
private struct Elements {
  private let graph: Graph
  private var parent: [Int] = []
  private var base: [ValueID: Int] = [:]
  private var slices: [(element: Int, slice: ChannelCoupling.Slice)] = []
  private var producers: [(element: Int, constant: ValueID)] = []
  private var frozen: [(element: Int, reason: String)] = []

  init(_ graph: Graph) { self.graph = graph }

  private mutating func find(_ element: Int) -> Int {
    var root = element
    while parent[root] != root { root = parent[root] }
    var walk = element
    while parent[walk] != root { (walk, parent[walk]) = (parent[walk], root) }
    return root
  }

  private mutating func tie(_ a: Int, _ b: Int) {
    let (a, b) = (find(a), find(b))
    if a != b { parent[max(a, b)] = min(a, b) }
  }

  /// First element of a value's last axis.
  private mutating func first(_ id: ValueID) -> Int {
    if let known = base[id] { return known }
    let start = parent.count
    base[id] = start
    parent.append(contentsOf: start..<start + graph.type(of: id).shape.channels)
    return start
  }

  mutating func freeze(_ id: ValueID, _ reason: String) {
    let start = first(id)
    for index in 0..<graph.type(of: id).shape.channels { frozen.append((start + index, reason)) }
  }

  private mutating func own(_ constant: ValueID?, axis: Int, from start: Int, count: Int, isOutput: Bool) {
    guard let constant else { return }
    for index in 0..<count {
      slices.append((start + index, ChannelCoupling.Slice(constant: constant, axis: axis, index: index)))
      if isOutput { producers.append((start + index, constant)) }
    }
  }

  mutating func visit(_ node: Node) {
    let inputs = node.inputs
    guard let output = node.outputs.first, let x = inputs.first ?? nil else { return }
    let count = graph.type(of: output).shape.channels
    let y = first(output)
    switch node.op {
    case let op as Conv where op.groups == 1 && isConstant(inputs[1]):
      own(inputs[1], axis: 0, from: y, count: count, isOutput: true)
      own(inputs[1], axis: 3, from: first(x), count: graph.type(of: x).shape.channels, isOutput: false)
      own(bias(node), axis: 0, from: y, count: count, isOutput: false)
    case let op as Gemm where op.transposeB && !op.transposeA && isConstant(inputs[1]):
      own(inputs[1], axis: 0, from: y, count: count, isOutput: true)
      own(inputs[1], axis: 1, from: first(x), count: graph.type(of: x).shape.channels, isOutput: false)
      own(bias(node), axis: 0, from: y, count: count, isOutput: false)
    case is DepthwiseConv where isConstant(inputs[1]) && count == graph.type(of: x).shape.channels:
      tieAll(x, output)
      own(inputs[1], axis: 2, from: y, count: count, isOutput: false)
      own(bias(node), axis: 0, from: y, count: count, isOutput: false)
    case is BatchNormalization:
      tieAll(x, output)
      for parameter in inputs.dropFirst() { own(parameter, axis: 0, from: y, count: count, isOutput: false) }
    case is any BinaryOperator: visitBroadcast(node, output, count)
    case is any UnaryOperator, is MaxPool, is AveragePool, is GlobalAveragePool: tieAll(x, output)
    case let op as ReduceMean where !op.axes.contains(graph.type(of: x).shape.rank - 1): tieAll(x, output)
    case let op as Concat where op.axis == graph.type(of: output).shape.rank - 1 || op.axis == -1:
      var offset = y
      for id in inputs.compactMap({ $0 }) {
        let extent = graph.type(of: id).shape.channels
        let start = first(id)
        for index in 0..<extent { tie(start + index, offset + index) }
        offset += extent
      }
    case is Flatten, is Reshape: visitReshape(node, x, output)
    default:
      for id in node.operands + node.outputs where graph.constant(id) == nil {
        freeze(id, "\(type(of: node.op).name) \(node.name) has no rule")
      }
    }
  }

  private func isConstant(_ id: ValueID?) -> Bool { graph.constant(id) != nil }

  private func bias(_ node: Node) -> ValueID? { node.inputs.count > 2 ? node.inputs[2] : nil }

  private mutating func tieAll(_ a: ValueID, _ b: ValueID) {
    let (x, y) = (first(a), first(b))
    for index in 0..<graph.type(of: b).shape.channels { tie(x + index, y + index) }
  }

  private mutating func visitBroadcast(_ node: Node, _ output: ValueID, _ count: Int) {
    for id in node.inputs.compactMap({ $0 }) {
      let shape = graph.type(of: id).shape
      guard shape.channels == count else { continue }
      if isConstant(id) {
        own(id, axis: shape.rank - 1, from: first(output), count: count, isOutput: false)
      } else {
        tieAll(id, output)
      }
    }
  }

  /// Rows that a reshape makes out of whole channel vectors: element `k` of the new last axis is channel `k mod C`.
  private mutating func visitReshape(_ node: Node, _ x: ValueID, _ output: ValueID) {
    let (from, to) = (graph.type(of: x).shape, graph.type(of: output).shape)
    let wholeChannels = from.channels > 0 && to.channels % from.channels == 0
    // A reshape with a stated last extent would contradict its input once channels are gone.
    let isOpen = (node.op as? Reshape).map { ($0.dimensions.last ?? 1) <= 0 } ?? true
    guard wholeChannels, isOpen else {
      freeze(x, "\(node.name) fixes the number of channels")
      freeze(output, "\(node.name) fixes the number of channels")
      return
    }
    let (a, b) = (first(x), first(output))
    for index in 0..<to.channels { tie(a + index % from.channels, b + index) }
  }

  mutating func spaces() -> [ChannelCoupling.Space] {
    var members: [Int: [ChannelCoupling.Slice]] = [:]
    var outputs: [Int: Set<ValueID>] = [:]
    var reasons: [Int: String] = [:]
    for (element, slice) in slices { members[find(element), default: []].append(slice) }
    for (element, constant) in producers { outputs[find(element), default: []].insert(constant) }
    for (element, reason) in frozen { reasons[find(element)] = reasons[find(element)] ?? reason }
    var grouped: [Set<ValueID>: [(root: Int, slices: [ChannelCoupling.Slice])]] = [:]
    for (root, slices) in members {
      guard let produced = outputs[root] else { continue }
      grouped[produced, default: []].append((root, slices))
    }
    return grouped.map { producers, channels in
      let ordered = channels.sorted { $0.root < $1.root }
      return ChannelCoupling.Space(
        channels: ordered.map {
          $0.slices.sorted { ($0.constant, $0.axis, $0.index) < ($1.constant, $1.axis, $1.index) }
        },
        producers: producers, frozenBecause: ordered.compactMap { reasons[$0.root] }.first)
    }.sorted { ($0.producers.min() ?? ValueID(0)) < ($1.producers.min() ?? ValueID(0)) }
  }
}
