package import Graphs
package import Kernels
package import Tensors

extension Conv: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0)?.shape, let w = request.input(1)?.shape else { return nil }
    let geometry = self.geometry(input: x, weights: w)
    if request.isFloat32 {
      let operands = WeightOperands(request)
      let call = { (zeros: ZeroSkipping) in
        KernelCall.convolution(
          geometry, weights: operands.weights, bias: operands.bias, clamp: request.epilogue.clamp,
          residual: request.residual != nil, finish: request.finish, zeros: zeros,
          instructionSet: request.instructionSet)
      }
      if request.allowsWinograd, geometry.prefersWinograd || !request.weighsWinograd,
        case .constant(let weights) = operands.weights
      {
        // Large weights stay in the file while nobody holds them: held, they are read once for all looks at them.
        let held = weights.storage
        defer { withExtendedLifetime(held) {} }
        // Winograd's transform takes about half the time of the dense kernel; fewer products must beat it.
        if request.zeros != .never, weights.hasManyZeros, let sparse = call(.below(0.45)), sparse.skipsZeros {
          return KernelBinding(sparse, operands: operands.buffers)
        }
        if let winograd = KernelCall.winogradConvolution(
          geometry, weights: weights, bias: operands.bias, clamp: request.epilogue.clamp,
          residual: request.residual != nil, finish: request.finish, instructionSet: request.instructionSet)
        {
          return KernelBinding(winograd, operands: operands.buffers)
        }
      }
      return call(request.zeros).map { KernelBinding($0, operands: operands.buffers) }
    }
    guard let integer = IntegerCall(request, outputChannels: w[0]) else { return nil }
    let call = KernelCall.quantizedConvolution(
      geometry, weights: integer.weights, bias: integer.bias, requantization: integer.requantization,
      output: integer.output, finish: request.finish, zeros: request.zeros,
      instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: integer.buffers) }
  }

  package func geometry(input x: Shape, weights w: Shape) -> ConvolutionGeometry {
    ConvolutionGeometry(
      batch: x[0], height: x[1], width: x[2], channels: x[3], outputChannels: w[0], kernelHeight: w[1],
      kernelWidth: w[2], window: window, groups: groups)
  }
}

extension ConvolutionGeometry {
  /// The kernels' description of a convolution with these attributes.
  package init(
    batch: Int, height: Int, width: Int, channels: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int,
    window: Window, groups: Int
  ) {
    self.init(
      batch: batch, height: height, width: width, channels: channels, outputChannels: outputChannels,
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, strideHeight: window.stride.height,
      strideWidth: window.stride.width, dilationHeight: window.dilation.height, dilationWidth: window.dilation.width,
      padTop: window.padding.top, padLeft: window.padding.left, padBottom: window.padding.bottom,
      padRight: window.padding.right, groups: groups)
  }
}

extension Tensor {
  /// More than half of a float32 tensor is 0.
  fileprivate var hasManyZeros: Bool {
    withElements(as: Float.self) { x in x.lazy.filter { $0 == 0 }.count * 2 > x.count }
  }
}
