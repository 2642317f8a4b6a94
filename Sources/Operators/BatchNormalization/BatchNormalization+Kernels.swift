package import Graphs
import Kernels
import Tensors

extension BatchNormalization: Accelerated {
  /// With four known vectors it is a 1×1 depthwise convolution.
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.residual == nil, !request.epilogue.hasFinish, let x = request.input(0)?.shape,
      x.channels > 0
    else { return nil }
    let known = (1...4).compactMap { request.constant($0)?.floats.map { Double($0) } }
    guard known.count == 4 else { return nil }
    let (factors, offsets) = BatchNormalization.affine(
      scale: known[0], bias: known[1], mean: known[2], variance: known[3], epsilon: epsilon)
    guard let weights = try? Tensor(factors.map { Float($0) }, shape: [1, 1, x.channels]) else { return nil }
    let geometry = ConvolutionGeometry(
      batch: 1, height: x.count / x.channels, width: 1, channels: x.channels, outputChannels: x.channels,
      kernelHeight: 1, kernelWidth: 1, window: Window(), groups: x.channels)
    let call = KernelCall.depthwiseConvolution(
      geometry, weights: .constant(weights), bias: .constant(Tensor(offsets.map { Float($0) })),
      clamp: request.epilogue.clamp, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
