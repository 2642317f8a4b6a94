package import Graphs
package import Kernels
package import Tensors

/// A plan with an arena of its own, ready to run. One thread at a time.
///
/// ``run()`` allocates nothing while every step has a kernel: it walks contiguous step records in C.
package final class Session {
  package let plan: ExecutionPlan
  private let arena: Storage
  private let fault = Storage(byteCount: Storage.alignment)
  let pool: WorkerPool?
  private(set) var segments: [Segment] = []
  private var boundInputs: [Int: UnsafeMutableRawPointer] = [:]
  private var boundOutputs: [Int: UnsafeMutableRawPointer] = [:]

  /// A run of steps with kernels, or one step of the reference.
  enum Segment {
    case kernels(StepList)
    case reference(ReferenceStep)
  }

  /// - Parameters:
  ///   - plan: may be shared by many sessions.
  ///   - pool: threads to use; `nil` runs on the calling thread.
  package init(_ plan: ExecutionPlan, pool: WorkerPool? = nil) {
    self.plan = plan
    self.pool = pool
    arena = Storage(byteCount: plan.memory.byteCount)
    assemble()
  }

  // MARK: Buffers

  /// Where to write an input before a run. Its bytes may be overwritten while running unless the input is bound.
  package func inputPointer(_ position: Int) -> UnsafeMutableRawPointer { pointer(plan.inputLocations[position]) }

  /// Where an output stands after a run, until the next.
  package func outputPointer(_ position: Int) -> UnsafeMutableRawPointer { pointer(plan.outputLocations[position]) }

  /// Gives the memory of inputs and outputs that the plan leaves to the caller. Every pointer must be 64-byte aligned,
  /// hold the value's bytes and ``Storage/padding`` more, and outlive the session.
  package func bind(inputs: [Int: UnsafeMutableRawPointer], outputs: [Int: UnsafeMutableRawPointer] = [:]) {
    boundInputs = inputs
    boundOutputs = outputs
    assemble()
  }

  private func pointer(_ location: ExecutionPlan.Location) -> UnsafeMutableRawPointer {
    switch location {
    case .arena(let offset): arena.base + offset
    case .constant(let id): plan.constants[id]?.base ?? arena.base
    case .boundInput(let position): boundInputs[position] ?? arena.base
    case .boundOutput(let position): boundOutputs[position] ?? arena.base
    case .fault: fault.base
    }
  }

  private func assemble() {
    segments = []
    var pending: [(call: KernelCall, buffers: [UnsafeMutableRawPointer])] = []
    for step in plan.steps {
      let buffers = step.locations.map(pointer)
      if let binding = step.binding {
        pending.append((binding.call, buffers))
      } else {
        if !pending.isEmpty { segments.append(.kernels(StepList(pending, pool: pool))) }
        pending = []
        segments.append(.reference(ReferenceStep(step, plan.graph, buffers)))
      }
    }
    if !pending.isEmpty { segments.append(.kernels(StepList(pending, pool: pool))) }
  }

  // MARK: Running

  /// Runs every step on what stands in the input buffers.
  /// - Throws: ``RuntimeError/indexOutOfRange`` when an input holds an index outside its table.
  package func run() throws(RuntimeError) {
    for segment in segments {
      switch segment {
      case .kernels(let list): list.run()
      case .reference(let step): try step.run()
      }
    }
    try checkFault()
  }

  /// A kernel met an index outside its table. Results are then not to be used.
  func checkFault() throws(RuntimeError) {
    let word = fault.base.assumingMemoryBound(to: UInt32.self)
    guard word.pointee != 0 else { return }
    word.pointee = 0
    throw .indexOutOfRange
  }

  /// Copies arguments in, runs, and copies results out.
  package func run(_ arguments: [Tensor]) throws(RuntimeError) -> [Tensor] {
    try run(with: arguments)
    let graph = plan.graph
    return graph.outputs.enumerated().map { position, id in
      var tensor = Tensor(zeros: graph.type(of: id))
      tensor.withMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: outputPointer(position), count: bytes.count))
      }
      return tensor
    }
  }

  /// Copies arguments in and runs; the results stand at ``outputPointer(_:)`` until the next run.
  package func run(with arguments: [Tensor]) throws(RuntimeError) {
    let graph = plan.graph
    guard arguments.count == graph.inputs.count else {
      throw .argumentCount(expected: graph.inputs.count, found: arguments.count)
    }
    for (position, (id, tensor)) in zip(graph.inputs, arguments).enumerated() {
      guard tensor.type == graph.type(of: id) else {
        throw .argumentType(
          input: graph[id].name, expected: "\(graph.type(of: id))", found: "\(tensor.type)")
      }
      tensor.withBytes { bytes in
        if let source = bytes.baseAddress { inputPointer(position).copyMemory(from: source, byteCount: bytes.count) }
      }
    }
    try run()
  }
}

/// A step without a kernel: the operator's Swift reference between copies.
struct ReferenceStep {
  private let node: Node
  private let operands: [(type: TensorType, pointer: UnsafeMutableRawPointer)]
  private let outputs: [UnsafeMutableRawPointer]

  init(_ step: ExecutionPlan.Step, _ graph: Graph, _ buffers: [UnsafeMutableRawPointer]) {
    node = step.node
    let count = step.node.operands.count
    operands = zip(step.node.operands, buffers).map { (graph.type(of: $0), $1) }
    outputs = Array(buffers.dropFirst(count).prefix(step.node.outputs.count))
  }

  func run() throws(RuntimeError) {
    var tensors = operands.map { operand in
      var tensor = Tensor(zeros: operand.type)
      tensor.withMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: operand.pointer, count: bytes.count))
      }
      return tensor
    }
    let residual = node.epilogue.residual == nil ? nil : tensors.popLast()
    var rest = tensors[...]
    let arguments = node.inputs.map { $0 == nil ? nil : rest.popFirst() }
    let results: [Tensor]
    do { results = try node.reference(arguments, residual: residual) } catch {
      throw .reference(node: node.name, problem: "\(error)")
    }
    for (pointer, tensor) in zip(outputs, results) {
      tensor.withBytes { bytes in
        if let source = bytes.baseAddress { pointer.copyMemory(from: source, byteCount: bytes.count) }
      }
    }
  }
}
