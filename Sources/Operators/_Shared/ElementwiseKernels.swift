package import Graphs
package import Kernels
import Tensors

/// The kernel that element-wise operators of two inputs share.
package enum ElementwiseKernels {
  /// A float32 kernel of two inputs; `nil` when something is fused that it does not do.
  package static func binary(_ function: BinaryFunction, _ request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.residual == nil, !request.epilogue.hasFinish, let a = request.input(0)?.shape,
      let b = request.input(1)?.shape
    else { return nil }
    let call = KernelCall.binary(
      function, a: a, b: b, clamp: request.epilogue.clamp, instructionSet: request.instructionSet)
    return call.map {
      KernelBinding($0, operands: [.input(0), .input(1)], inPlace: a == request.outputs[0].shape ? .input(0) : nil)
    }
  }

  /// The kernel of two tensors of uint8 codes in TFLite's arithmetic; `nil` in any other.
  package static func fixedPoint(_ operation: FixedPointOperation, _ request: KernelRequest) -> KernelBinding? {
    guard request.arithmetic.isFixedPoint, let a = request.input(0), let b = request.input(1), a.shape == b.shape,
      request.residual == nil, !request.epilogue.hasFinish, let scaleA = a.codeScale, let scaleB = b.codeScale,
      let stored = request.epilogue.output, let scale = request.outputs[0].codeScale
    else { return nil }
    let codes = CodeRange(
      clamp: request.epilogue.clamp, scale: scale.scale, zeroPoint: scale.zeroPoint, element: stored.element,
      request.arithmetic)
    return FixedPointBinary(
      operation, a: scaleA, b: scaleB, y: scale, low: codes.low, high: codes.high,
      rounding: request.arithmetic.rounding
    ).flatMap {
      KernelCall.fixedPointBinary($0, count: a.shape.count, instructionSet: request.instructionSet)
    }.map { KernelBinding($0, operands: [.input(0), .input(1)], inPlace: .input(0)) }
  }
}

extension TensorType {
  /// What uint8 codes of one scale stand for; `nil` for anything else.
  package var codeScale: CodeScale? {
    guard element == .uint8, let q = quantization, q.isPerTensor else { return nil }
    return CodeScale(scale: q.scale, zeroPoint: q.zeroPoint)
  }
}
