package import Graphs
import Kernels
import Tensors

extension Gemm: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let a = request.input(0)?.shape, let b = request.input(1)?.shape else { return nil }
    let (rows, columns, depth) = extents(a, b)
    if request.isFloat32 {
      let operands = WeightOperands(request)
      let call = KernelCall.gemm(
        rows: rows, columns: columns, depth: depth, transposeA: transposeA, transposeB: transposeB,
        b: operands.weights, bias: operands.bias, clamp: request.epilogue.clamp, residual: request.residual != nil,
        finish: request.finish, zeros: request.zeros, instructionSet: request.instructionSet)
      return call.map { KernelBinding($0, operands: operands.buffers) }
    }
    guard transposeB, !transposeA,
      let integer = IntegerCall(request, outputChannels: columns, isFullyConnected: true)
    else { return nil }
    let call = KernelCall.quantizedGemm(
      rows: rows, depth: depth, columns: columns, weights: integer.weights, bias: integer.bias,
      requantization: integer.requantization, output: integer.output, finish: request.finish,
      zeros: request.zeros, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: integer.buffers) }
  }
}
