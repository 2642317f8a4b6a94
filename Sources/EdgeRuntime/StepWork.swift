package import Graphs
import Kernels
import Tensors

/// What one step has to do, counted.
package struct StepWork: Sendable, Hashable {
  /// Multiply-accumulates of the operator by its definition: Winograd kernels need fewer.
  package let multiplyAccumulates: Int
  /// Bytes of constants as the kernel reads them: packed, with biases and tables.
  package let weightBytes: Int
  /// Bytes of values that other steps or the caller make.
  package let readBytes: Int
  package let writtenBytes: Int
  /// True when the products are of 8-bit codes.
  package let isOnCodes: Bool

  package var bytes: Int { weightBytes + readBytes + writtenBytes }
}

extension ExecutionPlan {
  /// What a step has to do. Scratch does not count: it is made and read within the step.
  package func work(of step: Step) -> StepWork {
    let node = step.node
    var weights = step.binding?.call.constants.reduce(0) { $0 + $1.byteCount } ?? 0
    var read = 0
    let operands = step.binding?.values(of: node)
    // An operator that picks parts says how much it reads; of what is picked from first.
    let picked = graph.cost(of: node)?.pickedBytes
    for (position, id) in (operands ?? node.operands).enumerated() {
      let whole = graph.type(of: id).byteCount
      let bytes = position == 0 ? min(whole, picked ?? whole) : whole
      if constants[id] == nil { read += bytes } else { weights += bytes }
    }
    let element = node.inputs.first.flatMap { $0 }.map { graph.type(of: $0).element }
    return StepWork(
      multiplyAccumulates: (step.absorbed + [node]).reduce(0) { $0 + graph.multiplyAccumulates(of: $1) },
      weightBytes: weights, readBytes: read, writtenBytes: node.outputs.reduce(0) { $0 + graph.type(of: $1).byteCount },
      isOnCodes: element == .uint8 || element == .int8)
  }

  /// Bytes that one run goes through: the arena and the weights of every step.
  package var footprintBytes: Int { steps.reduce(memory.byteCount) { $0 + work(of: $1).weightBytes } }
}
