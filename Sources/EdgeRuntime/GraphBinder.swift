import Graphs
import Kernels
import Tensors

/// Chooses the kernel of every node, first to last, and lets go of each constant as soon as no later node reads it: at no
/// time are all weights held both as the graph states them and as the kernels want them.
struct GraphBinder {
  /// The graph without the data of its constants.
  private(set) var graph: Graph
  private(set) var bindings: [KernelBinding?] = []
  /// Of every node, the nodes before it whose work its kernel does as well.
  private(set) var absorbed: [[Node]] = []
  /// Every constant of the graph.
  let known: Set<ValueID>
  /// Those that steps read from a buffer.
  private(set) var buffers: [ValueID: Storage] = [:]

  init(_ graph: consuming Graph, options: PlanOptions) {
    self.graph = graph
    let constants = self.graph.constants
    known = Set(constants)
    var readers: [ValueID: Int] = [:]
    for node in self.graph.nodes { for id in node.operands { readers[id, default: 0] += 1 } }
    for id in self.graph.outputs where known.contains(id) { keep(id) }
    bindings.reserveCapacity(self.graph.nodes.count)
    for node in self.graph.nodes {
      let binding = GraphBinder.binding(node, in: self.graph, options)
      bindings.append(binding)
      for id in binding?.values(of: node) ?? node.operands where known.contains(id) { keep(id) }
      for id in node.operands where known.contains(id) {
        readers[id, default: 1] -= 1
        if readers[id] == 0 { self.graph.dropConstant(id) }
      }
    }
    for id in constants { self.graph.dropConstant(id) }
    absorbed = [[Node]](repeating: [], count: bindings.count)
    if options.streamsRows, options.optimizes { streamRows() }
  }

  /// Puts the nodes in another order of the same dependencies.
  mutating func reorder(_ order: [Int]) {
    graph.setNodes(order.map { graph.nodes[$0] })
    bindings = order.map { bindings[$0] }
    absorbed = order.map { absorbed[$0] }
  }

  /// Lets kernels of some nodes do the work of earlier ones as well, the first of which reads what the node now reads.
  mutating func absorb(_ merged: [Int: (members: [Int], binding: KernelBinding)]) {
    var nodes = graph.nodes
    for (position, (members, binding)) in merged {
      absorbed[position] = members.map { graph.nodes[$0] }
      bindings[position] = binding
      nodes[position].inputs[0] = absorbed[position].first?.inputs.first ?? nil
      nodes[position].replaced = absorbed[position].flatMap(\.sources) + nodes[position].sources
    }
    graph.setNodes(nodes)
    let gone = Set(merged.values.flatMap(\.members))
    if !gone.isEmpty { reorder(nodes.indices.filter { !gone.contains($0) }) }
  }

  private mutating func keep(_ id: ValueID) {
    if buffers[id] == nil { buffers[id] = graph.constant(id)?.storage }
  }

  private static func binding(_ node: Node, in graph: Graph, _ options: PlanOptions) -> KernelBinding? {
    // Kernels are for arrays that have elements.
    guard let op = node.op as? any Accelerated,
      (node.operands + node.outputs).allSatisfy({ graph.type(of: $0).shape.count > 0 })
    else { return nil }
    var request = KernelRequest(node, in: graph, options.instructionSet)
    request.allowsWinograd = options.allowsWinograd
    request.arithmetic = graph.arithmetic
    request.zeros = options.zeros
    guard options.timesKernels, options.allowsWinograd else { return op.kernel(for: request) }
    request.weighsWinograd = false
    let fast = op.kernel(for: request)
    request.allowsWinograd = false
    guard let fast, let plain = op.kernel(for: request) else { return fast }
    if plain.call.kernelName == fast.call.kernelName { return plain }
    return KernelTiming.faster(plain, fast, for: node, in: graph)
  }
}

extension KernelBinding {
  /// The values that the kernel reads from buffers, in its order.
  func values(of node: Node) -> [ValueID] {
    operands.compactMap { operand in
      switch operand {
      case .input(let index): node.inputs[index]
      case .residual: node.epilogue.residual
      }
    }
  }
}
