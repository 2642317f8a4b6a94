package import Graphs
package import Kernels
package import Tensors

extension DepthwiseConv: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard !request.epilogue.hasFinish, let x = request.input(0)?.shape, let w = request.input(1)?.shape else {
      return nil
    }
    let geometry = self.geometry(input: x, weights: w)
    if request.isFloat32 {
      guard request.residual == nil else { return nil }
      let operands = WeightOperands(request)
      let call = KernelCall.depthwiseConvolution(
        geometry, weights: operands.weights, bias: operands.bias, clamp: request.epilogue.clamp,
        instructionSet: request.instructionSet)
      return call.map { KernelBinding($0, operands: operands.buffers) }
    }
    guard request.residual == nil, let integer = IntegerCall(request, outputChannels: w[2], weightAxis: 2) else {
      return nil
    }
    let call = KernelCall.quantizedDepthwiseConvolution(
      geometry, weights: integer.weights, bias: integer.bias, requantization: integer.requantization,
      output: integer.output, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: integer.buffers) }
  }

  package func geometry(input x: Shape, weights w: Shape) -> ConvolutionGeometry {
    ConvolutionGeometry(
      batch: x[0], height: x[1], width: x[2], channels: x[3], outputChannels: w[2], kernelHeight: w[0],
      kernelWidth: w[1], window: window, groups: x[3])
  }
}
