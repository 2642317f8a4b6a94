import Graphs
import Kernels
import Tensors

/// Which values share a buffer, and how long each buffer lives.
///
/// A value that an in-place kernel makes takes over the buffer of the operand that dies there; such values form a
/// class with one buffer and the union of their lives.
struct BufferAssignment {
  private(set) var buffers: [MemoryPlan.Buffer] = []
  /// Buffer of the scratch of each step that needs some.
  private(set) var scratch: [Int: Int] = [:]
  private(set) var boundInputs: [ValueID: Int] = [:]
  private(set) var boundOutputs: [ValueID: Int] = [:]
  private var bufferOfClass: [ValueID: Int] = [:]
  private var representative: [ValueID: ValueID] = [:]

  func buffer(of id: ValueID) -> Int? { bufferOfClass[root(id)] }

  /// - Parameter constants: values that are known and need no buffer.
  init(_ graph: Graph, constants: Set<ValueID>, bindings: [KernelBinding?], options: PlanOptions) {
    let lastStep = graph.nodes.count
    var lives: [ValueID: ClosedRange<Int>] = [:]
    func touch(_ id: ValueID, _ step: Int) {
      let life = lives[id] ?? step...step
      lives[id] = min(life.lowerBound, step)...max(life.upperBound, step)
    }
    for (position, id) in graph.inputs.enumerated() {
      if options.boundInputs.contains(position) { boundInputs[id] = position } else { touch(id, 0) }
    }
    for (position, id) in graph.outputs.enumerated()
    where options.boundOutputs.contains(position) && boundInputs[id] == nil && !constants.contains(id) {
      boundOutputs[id] = position
    }
    let isBound = { [boundInputs, boundOutputs] (id: ValueID) in boundInputs[id] != nil || boundOutputs[id] != nil }
    for (step, node) in graph.nodes.enumerated() {
      for id in node.operands + node.outputs where !constants.contains(id) && !isBound(id) { touch(id, step) }
    }
    for id in graph.outputs where !constants.contains(id) && !isBound(id) { touch(id, lastStep) }

    for (step, node) in graph.nodes.enumerated() {
      guard let operand = bindings[step]?.inPlace, let output = node.outputs.first else { continue }
      let source: ValueID? =
        switch operand {
        case .input(let index): index < node.inputs.count ? node.inputs[index] : nil
        case .residual: node.epilogue.residual
        }
      guard let source, !constants.contains(source), !isBound(source), !isBound(output),
        graph.type(of: source).byteCount == graph.type(of: output).byteCount,
        node.operands.filter({ $0 == source }).count == 1
      else { continue }
      let first = root(source)
      guard let sourceLife = lives[first], let outputLife = lives[output], sourceLife.upperBound <= step else {
        continue
      }
      representative[output] = first
      lives[first] = sourceLife.lowerBound...max(sourceLife.upperBound, outputLife.upperBound)
      lives[output] = nil
    }
    for (id, life) in lives.sorted(by: { $0.key < $1.key }) {
      bufferOfClass[id] = buffers.count
      buffers.append(MemoryPlan.Buffer(byteCount: graph.type(of: id).byteCount + Storage.padding, life: life))
    }
    for (step, binding) in bindings.enumerated() {
      guard let bytes = binding?.call.scratchBytes, bytes > 0 else { continue }
      scratch[step] = buffers.count
      buffers.append(MemoryPlan.Buffer(byteCount: bytes, life: step...step))
    }
  }

  private func root(_ id: ValueID) -> ValueID {
    var id = id
    while let next = representative[id] { id = next }
    return id
  }
}
