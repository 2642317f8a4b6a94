package import Graphs
package import Kernels
package import Operators
package import Tensors

/// A graph made ready: kernels chosen, weights packed, every buffer placed. Immutable; any number of sessions run it.
package struct ExecutionPlan: Sendable {
  /// One node and what runs it.
  package struct Step: Sendable {
    package let node: Node
    /// Nodes before it whose work the kernel does as well; what they make has no buffer.
    package let absorbed: [Node]
    /// The kernel, or `nil` when the Swift reference runs (such a step allocates).
    package let binding: KernelBinding?
    /// Where each buffer of the kernel lies, in its order: operands, outputs, scratch, fault.
    package let locations: [Location]
  }

  /// Where bytes are found when a session starts.
  package enum Location: Hashable, Sendable {
    /// Byte offset in the arena.
    case arena(Int)
    /// A constant of the graph.
    case constant(ValueID)
    case boundInput(Int)
    case boundOutput(Int)
    /// The word in which kernels report a fault.
    case fault
  }

  /// The graph as it runs, after fusion. The data of its constants has gone into packed weights and ``constants``.
  package let graph: Graph
  /// The constants that steps read from a buffer.
  package let constants: [ValueID: Storage]
  package let steps: [Step]
  package let memory: MemoryPlan
  package let buffers: [MemoryPlan.Buffer]
  package let inputLocations: [Location]
  package let outputLocations: [Location]

  /// Steps without a C kernel.
  package var referenceSteps: [String] { steps.filter { $0.binding == nil }.map { type(of: $0.node.op).name } }

  package init(_ source: Graph, options: PlanOptions = PlanOptions()) throws(RuntimeError) {
    try ExecutionPlan.refuseLargeValues(source, limit: options.arenaLimit)
    var binder = GraphBinder(try ExecutionPlan.prepared(source, options), options: options)
    if let id = source.constants.first(where: { source.constant($0)?.isWhole == false }) {
      throw .constantLost(name: source[id].name)
    }
    var (placement, memory) = ExecutionPlan.placed(binder, options)
    if options.schedules, memory.byteCount <= options.arenaLimit, !MemorySchedule.isForced(binder.graph) {
      let bound = Set(placement.boundInputs.keys).union(placement.boundOutputs.keys)
      let schedule = MemorySchedule(binder.graph, constants: binder.known, bound: bound)
      if let order = schedule.order() {
        var reordered = binder
        reordered.reorder(order)
        let (other, smaller) = ExecutionPlan.placed(reordered, options)
        if smaller.byteCount < memory.byteCount { (binder, placement, memory) = (reordered, other, smaller) }
      }
    }
    graph = binder.graph
    constants = binder.buffers
    buffers = placement.buffers
    self.memory = memory
    guard memory.byteCount <= options.arenaLimit else {
      throw .arenaTooLarge(byteCount: memory.byteCount, limit: options.arenaLimit)
    }
    guard memory.isSound(for: buffers) else { throw .graph(.malformed("two live buffers share memory")) }
    let offsets = memory.offsets
    func location(_ id: ValueID) -> Location {
      if let position = placement.boundInputs[id] { return .boundInput(position) }
      if let position = placement.boundOutputs[id] { return .boundOutput(position) }
      if let buffer = placement.buffer(of: id) { return .arena(offsets[buffer]) }
      return .constant(id)
    }
    steps = zip(graph.nodes, binder.bindings).enumerated().map { position, step in
      let (node, binding) = step
      var locations = ((binding?.values(of: node) ?? node.operands) + node.outputs).map(location)
      if let scratch = placement.scratch[position] { locations.append(.arena(offsets[scratch])) }
      if binding?.call.reportsFaults == true { locations.append(.fault) }
      return Step(node: node, absorbed: binder.absorbed[position], binding: binding, locations: locations)
    }
    inputLocations = graph.inputs.map(location)
    outputLocations = graph.outputs.map(location)
  }

  private static func placed(_ binder: GraphBinder, _ options: PlanOptions) -> (BufferAssignment, MemoryPlan) {
    let assignment = BufferAssignment(
      binder.graph, constants: binder.known, bindings: binder.bindings, options: options)
    return (assignment, MemoryPlan(assignment.buffers))
  }

  /// The graph to run: fused, sorted, checked.
  private static func prepared(_ source: Graph, _ options: PlanOptions) throws(RuntimeError) -> Graph {
    let graph: Graph
    do {
      graph =
        options.optimizes
        ? try FusionPipeline.optimized(
          source, without: options.disabledPasses, arithmetic: source.arithmetic)
        : source.withoutDeadNodes()
      try graph.verify()
    } catch { throw .graph(error) }
    try refuseLargeValues(graph, limit: options.arenaLimit)
    return graph
  }

  /// A value that alone exceeds the arena: refused before any size is computed from its extents.
  private static func refuseLargeValues(_ graph: Graph, limit: Int) throws(RuntimeError) {
    for id in graph.inputs + graph.nodes.flatMap(\.outputs) where graph.type(of: id).byteCount > limit {
      throw .arenaTooLarge(byteCount: graph.type(of: id).byteCount, limit: limit)
    }
  }
}
