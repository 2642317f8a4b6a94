import CKernels
package import Tensors

extension KernelCall {
  /// A float32 depthwise convolution: output channel `o` reads input channel `o / m`, m = outputChannels / channels.
  ///
  /// Buffers: x NHWC, [weights `[kh, kw, C·m]`], [bias `[C·m]`], y, [scratch]. `geometry.groups` is not read.
  package static func depthwiseConvolution(
    _ geometry: ConvolutionGeometry, weights: KernelOperand, bias: KernelOperand? = nil,
    clamp: ClosedRange<Float>? = nil, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let layout = DepthwiseLayout(geometry, elementBytes: 4),
      let bias = BiasOperand(bias, count: geometry.outputChannels),
      let kernel = keiryo_f32_depthwise_kernel(instructionSet.features)
    else { return nil }
    var p = layout.parameters
    var constants = bias.constants + [layout.taps]
    var scratch = layout.stagedBytes
    let weightBytes = layout.tapCount * layout.weightStride * 4
    switch weights {
    case .constant(let tensor):
      guard tensor.element == .float32, tensor.count == layout.tapCount * geometry.outputChannels else { return nil }
      let packed = Storage(byteCount: weightBytes)
      tensor.withElements(as: Float.self) { source in
        for (index, weight) in source.enumerated() {
          let (tap, channel) = index.quotientAndRemainder(dividingBy: geometry.outputChannels)
          packed.floats[tap * layout.weightStride + channel] = weight
        }
      }
      p.weights = UnsafeRawPointer(packed.base)
      constants.append(packed)
    case .dynamic:
      p.weights_offset = scratch
      scratch += aligned(weightBytes)
    }
    p.bias = UnsafeRawPointer(bias.pointer)
    p.bias_is_buffer = bias.isBuffer
    p.output_bytes = 4
    p.epilogue = keiryo_epilogue(clamp: clamp)
    p.row = kernel.pointee.function
    return KernelCall(
      keiryo_depthwise_run, p, constants: constants, scratchBytes: scratch,
      name: "dwconv_f32__" + String(cString: kernel.pointee.name))
  }

  /// The same in codes, see ``quantizedConvolution(_:weights:bias:requantization:output:instructionSet:)``.
  ///
  /// Buffers: x uint8, y, [scratch]. A residual is not supported.
  /// - Parameter weights: int8 `[kh, kw, C·m]`.
  package static func quantizedDepthwiseConvolution(
    _ geometry: ConvolutionGeometry, weights: Tensor, bias: [Int32], requantization: Requantization,
    output: IntegerOutput = .uint8, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    let channels = geometry.outputChannels
    guard let layout = DepthwiseLayout(geometry, elementBytes: 1), requantization.residual == nil,
      requantization.isSound(channels: channels), bias.count == channels, weights.element == .int8,
      weights.count == layout.tapCount * channels, layout.tapCount <= 60_000,
      bias.allSatisfy({ $0.magnitude < 1 << 27 }),
      let kernel = keiryo_u8s8_depthwise_kernel(instructionSet.features)
    else { return nil }
    let codes = weights.elements(as: Int8.self)
    var packed = [Int32](repeating: 0, count: layout.tapCount * layout.weightStride)
    var sums = [Int](repeating: 0, count: channels)
    for (index, code) in codes.enumerated() {
      let (tap, channel) = index.quotientAndRemainder(dividingBy: channels)
      packed[tap * layout.weightStride + channel] = Int32(code)
      sums[channel] += Int(code)
    }
    guard let folded = requantization.foldedBias(bias, weightSums: sums) else { return nil }
    let constants = [
      layout.taps, Storage(copying: packed), Storage(copying: folded), Storage(copying: requantization.multipliers),
    ]
    var p = layout.parameters
    p.weights = UnsafeRawPointer(constants[1].base)
    p.bias = UnsafeRawPointer(constants[2].base)
    p.multipliers = UnsafePointer(constants[3].floats)
    p.input_zero = UInt8(requantization.inputZeroPoint)
    p.output_bytes = output == .uint8 ? 1 : 4
    p.epilogue = keiryo_epilogue(requantization, output: output)
    p.row = kernel.pointee.function
    return KernelCall(
      keiryo_depthwise_run, p, constants: constants, scratchBytes: layout.stagedBytes,
      name: "dwconv_u8s8__" + String(cString: kernel.pointee.name))
  }
}

/// What float32 and integer depthwise calls share.
private struct DepthwiseLayout {
  let parameters: keiryo_depthwise
  let taps: Storage
  let tapCount: Int
  let weightStride: Int
  let stagedBytes: Int

  init?(_ geometry: ConvolutionGeometry, elementBytes: Int) {
    var g = geometry
    g.groups = g.channels
    guard g.isSound else { return nil }
    let multiplier = g.outputChannels / g.channels
    let staged = g.isPadded || multiplier > 1
    let width = g.width + (staged ? g.padLeft + g.padRight : 0)
    var offsets: [Int] = []
    for row in 0..<g.kernelHeight {
      for column in 0..<g.kernelWidth {
        offsets.append(
          (row * g.dilationHeight * width + column * g.dilationWidth) * g.outputChannels * elementBytes)
      }
    }
    taps = Storage(copying: offsets)
    tapCount = offsets.count
    weightStride = (g.outputChannels + 15) / 16 * 16
    stagedBytes =
      staged
      ? aligned((g.height + g.padTop + g.padBottom) * width * g.outputChannels * elementBytes + Storage.padding) : 0
    var p = keiryo_depthwise()
    (p.batch, p.height, p.width, p.channels, p.multiplier) = (g.batch, g.height, g.width, g.channels, multiplier)
    (p.output_height, p.output_width) = (g.outputHeight, g.outputWidth)
    (p.pad_top, p.pad_left, p.pad_bottom, p.pad_right) = (g.padTop, g.padLeft, g.padBottom, g.padRight)
    (p.stride_height, p.stride_width) = (g.strideHeight, g.strideWidth)
    p.taps = UnsafePointer(taps.base.assumingMemoryBound(to: Int.self))
    p.tap_count = tapCount
    p.weight_stride = weightStride
    p.staged = staged ? 1 : 0
    p.element_bytes = elementBytes
    parameters = p
  }
}
