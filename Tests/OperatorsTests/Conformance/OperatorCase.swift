import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// One sample of one operator, as argument of a law.
struct OperatorCase: Sendable, CustomTestStringConvertible {
  let operatorType: any Operator.Type
  let sample: OperatorSample

  var testDescription: String { "\(operatorType.name): \(sample.title)" }

  /// Every sample of every registered operator.
  static let all = OperatorRegistry.all.flatMap { type in
    type.samples.map { OperatorCase(operatorType: type, sample: $0) }
  }

  var types: [TensorType?] { sample.inputs.map { $0?.type } }

  /// The types that type inference is asked with: codes as the reals they stand for, unless the operator acts on codes.
  var askedTypes: [TensorType?] { sample.op.actsOnCodes ? types : types.map { $0?.dequantized } }
}

/// Runs the kernel that an operator chooses.
enum KernelRunner {
  /// The first output, or `nil` when there is no kernel.
  /// - Parameter inPlace: use the buffer of the operand that the binding offers; `nil` when it offers none.
  static func run(
    _ op: any Operator, _ inputs: [Tensor?], constants: Set<Int> = [], epilogue: Epilogue = Epilogue(),
    residual: Tensor? = nil, outputs: [TensorType], instructionSet: InstructionSet, inPlace: Bool = false,
    allowsWinograd: Bool = false, pool: WorkerPool? = nil
  ) -> Tensor? {
    var request = KernelRequest(
      inputs: inputs.map { $0?.type },
      constants: inputs.enumerated().map { constants.contains($0.offset) ? $0.element : nil }, outputs: outputs,
      epilogue: epilogue, residual: residual?.type, instructionSet: instructionSet)
    request.allowsWinograd = allowsWinograd
    guard let binding = (op as? any Accelerated)?.kernel(for: request) else { return nil }
    var result = Tensor(zeros: outputs[0])
    // Buffers start with bytes that are no zeros, so that an element the kernel forgets is seen.
    result.withMutableBytes { for i in $0.indices { $0[i] = 0xA5 } }
    var copies: [Storage] = []
    var buffers: [UnsafeMutableRawPointer] = []
    for operand in binding.operands {
      let tensor: Tensor? =
        switch operand {
        case .input(let index): inputs[index]
        case .residual: residual
        }
      guard let tensor else { return nil }
      let copy = Storage(byteCount: tensor.byteCount)
      tensor.withBytes { if let base = $0.baseAddress { copy.base.copyMemory(from: base, byteCount: $0.count) } }
      copies.append(copy)
      buffers.append(copy.base)
    }
    let target = Storage(byteCount: max(1, result.byteCount))
    result.withBytes { if let base = $0.baseAddress { target.base.copyMemory(from: base, byteCount: $0.count) } }
    var output = target
    if inPlace {
      guard let operand = binding.inPlace, let position = binding.operands.firstIndex(of: operand),
        copies[position].byteCount == result.byteCount
      else { return nil }
      output = copies[position]
    }
    buffers.append(output.base)
    for type in outputs.dropFirst() {
      copies.append(Storage(byteCount: max(1, type.byteCount)))
      buffers.append(copies[copies.count - 1].base)
    }
    let scratch = Storage(byteCount: max(1, binding.call.scratchBytes))
    if binding.call.scratchBytes > 0 { buffers.append(scratch.base) }
    let fault = Storage(byteCount: Storage.alignment)
    if binding.call.reportsFaults { buffers.append(fault.base) }
    Kernels.run(binding.call, buffers: buffers, pool: pool)
    let made = Tensor(storage: output, type: outputs[0])
    withExtendedLifetime((copies, scratch, fault)) {}
    return made
  }
}

extension Tensor {
  /// The largest difference to another tensor of the same type, relative to the largest magnitude of the other (at
  /// least 1). Codes must be equal, whatever they stand for.
  func distance(to reference: Tensor) -> Float {
    guard shape == reference.shape, element == reference.element else { return .infinity }
    if element != .float32 {
      let plain = TensorType(element, shape)
      return retyped(plain) == reference.retyped(plain) ? 0 : .infinity
    }
    let (a, b) = (floats, reference.floats)
    let scale = max(1, b.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) })
    return zip(a, b).reduce(0) { worst, pair in
      if pair.0 == pair.1 || (pair.0.isNaN && pair.1.isNaN) { return worst }
      let difference = abs(pair.0 - pair.1) / scale
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }
}
