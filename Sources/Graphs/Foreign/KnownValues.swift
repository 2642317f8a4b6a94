package import Tensors

/// What is known of a graph's values while the graph is being built: its constants, the tensors that inputs have been
/// given, and whatever depends on nothing else. Such a value can be asked for; the operators' references compute it.
///
/// Until the graph is finished, nodes may only be appended.
package struct KnownValues: Sendable {
  /// What all values that are asked for may take together.
  package struct Budget: Sendable {
    package var bytes = 64 << 20
    /// Multiply-accumulates, or elements read and written where these are more.
    package var steps = 100_000_000
    package init() {}
  }

  /// What a value depends on, at worst.
  private enum Source: Int { case run, given, constant }

  /// Inputs whose tensors have been used: the graph is right for these tensors only.
  package private(set) var fixedInputs: Set<ValueID> = []
  private var budget: Budget
  private var given: [ValueID: Tensor] = [:]
  private var evaluated: [ValueID: Tensor] = [:]
  private var producers: [ValueID: Int] = [:]
  private var sources: [ValueID: Source] = [:]
  /// How many nodes of the graph are in ``producers`` and ``sources``.
  private var indexed = 0

  package init(_ budget: Budget = Budget()) { self.budget = budget }

  /// - Parameter tensor: of the input's type.
  package mutating func give(_ input: ValueID, _ tensor: Tensor) { given[input] = tensor }

  /// The node that makes a value; `nil` for inputs and constants.
  package mutating func producer(of id: ValueID, in graph: Graph) -> Node? {
    index(graph)
    return producers[id].map { graph.nodes[$0] }
  }

  /// True when the value is the same in every run, whatever the inputs.
  package mutating func isConstant(_ id: ValueID, in graph: Graph) -> Bool {
    index(graph)
    return source(of: id, in: graph) == .constant
  }

  /// The value, `nil` when it depends on what is not known before a run.
  /// - Throws: ``ForeignError/evaluationTooLarge(node:)``, or what keeps a node from being evaluated.
  package mutating func value(of id: ValueID, in graph: Graph) throws(ForeignError) -> Tensor? {
    index(graph)
    guard source(of: id, in: graph) != .run else { return nil }
    for position in pending(for: id, in: graph) { try evaluate(graph.nodes[position], in: graph) }
    return tensor(id, in: graph)
  }

  private mutating func index(_ graph: Graph) {
    for position in indexed..<graph.nodes.count {
      let node = graph.nodes[position]
      var worst = Source.constant
      node.forEachOperand { operand in
        let source = source(of: operand, in: graph)
        if source.rawValue < worst.rawValue { worst = source }
      }
      for output in node.outputs { (producers[output], sources[output]) = (position, worst) }
    }
    indexed = graph.nodes.count
  }

  private func source(of id: ValueID, in graph: Graph) -> Source {
    if graph.constant(id) != nil { return .constant }
    return sources[id] ?? (given[id] == nil ? .run : .given)
  }

  private mutating func tensor(_ id: ValueID, in graph: Graph) -> Tensor? {
    if let tensor = graph.constant(id) ?? evaluated[id] { return tensor }
    guard let tensor = given[id] else { return nil }
    fixedInputs.insert(id)
    return tensor
  }

  /// The nodes still to be evaluated for a value, in the order of the graph.
  private func pending(for id: ValueID, in graph: Graph) -> [Int] {
    var found: Set<Int> = []
    var open = [id]
    while let next = open.popLast() {
      guard evaluated[next] == nil, let position = producers[next], found.insert(position).inserted else { continue }
      open += graph.nodes[position].operands
    }
    return found.sorted()
  }

  private mutating func evaluate(_ node: Node, in graph: Graph) throws(ForeignError) {
    let types = node.outputs.map { graph.type(of: $0) }
    let bytes = types.reduce(0) { $0 + min($1.byteCount, 1 << 48) }
    let elements = (node.operands.map { graph.type(of: $0) } + types).reduce(0) { $0 + $1.shape.count }
    let steps = max(elements, graph.multiplyAccumulates(of: node))
    guard bytes <= budget.bytes, steps <= budget.steps else { throw .evaluationTooLarge(node: node.name) }
    budget.bytes -= bytes
    budget.steps -= steps
    let operands = node.inputs.map { id in id.flatMap { tensor($0, in: graph) } }
    let residual = node.epilogue.residual.flatMap { tensor($0, in: graph) }
    do {
      for (id, tensor) in zip(node.outputs, try node.reference(operands, residual: residual)) {
        evaluated[id] = tensor
      }
    } catch { throw .graph(.evaluation(node: node.name, problem: "\(error)")) }
  }
}
