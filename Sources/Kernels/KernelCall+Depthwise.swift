import CKernels
package import Tensors

extension KernelCall {
  /// A float32 depthwise convolution: output channel `o` reads input channel `o / m`, m = outputChannels / channels.
  ///
  /// Buffers: x NHWC, [weights `[kh, kw, C·m]`], [bias `[C·m]`], y, [scratch]. `geometry.groups` is not read.
  /// - Parameter turned: weights that are a buffer are turned round by half a turn.
  package static func depthwiseConvolution(
    _ geometry: ConvolutionGeometry, weights: KernelOperand, bias: KernelOperand? = nil,
    clamp: ClosedRange<Float>? = nil, turned: Bool = false, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let layout = DepthwiseLayout(geometry, elementBytes: 4, padding: 0),
      let bias = BiasOperand(bias, count: geometry.outputChannels),
      let kernel = keiryo_f32_depthwise_kernel(instructionSet.features)
    else { return nil }
    var p = layout.parameters
    var constants = bias.constants + layout.constants
    var scratch = layout.repeatedBytes
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
      p.turned = turned ? 1 : 0
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
    guard requantization.residual == nil, requantization.isSound(channels: channels),
      let layout = DepthwiseLayout(geometry, elementBytes: 1, padding: UInt8(requantization.inputZeroPoint)),
      let words = RequantizationWords(requantization), bias.count == channels, weights.element == .int8,
      weights.count == layout.tapCount * channels, Requantization.sumsFit(bias, depth: layout.tapCount),
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
      Storage(copying: packed), Storage(copying: folded), Storage(copying: words.multipliers),
      Storage(copying: words.shifts),
    ]
    var p = layout.parameters
    p.weights = UnsafeRawPointer(constants[0].base)
    p.bias = UnsafeRawPointer(constants[1].base)
    p.multipliers = UnsafePointer(constants[2].floats)
    if !words.shifts.isEmpty { p.shifts = UnsafePointer(constants[3].base.assumingMemoryBound(to: Int32.self)) }
    p.output_bytes = output == .uint8 ? 1 : 4
    p.epilogue = keiryo_epilogue(requantization, output: output)
    p.row = kernel.pointee.function
    return KernelCall(
      keiryo_depthwise_run, p, constants: constants + layout.constants, scratchBytes: layout.repeatedBytes,
      name: "dwconv_u8s8__" + String(cString: kernel.pointee.name))
  }
}

/// What float32 and integer depthwise calls share.
private struct DepthwiseLayout {
  let parameters: keiryo_depthwise
  /// A row of padding, when the window can leave the image.
  let constants: [Storage]
  let tapCount: Int
  let weightStride: Int
  /// Bytes of the image with every channel repeated, 0 when none is.
  let repeatedBytes: Int

  /// - Parameter padding: every byte of what stands around the image.
  init?(_ geometry: ConvolutionGeometry, elementBytes: Int, padding: UInt8) {
    var g = geometry
    g.groups = g.channels
    guard g.isSound, g.kernelHeight <= Int(KEIRYO_DEPTHWISE_ROWS) else { return nil }
    let multiplier = g.outputChannels / g.channels
    let rowBytes = g.width * g.outputChannels * elementBytes
    tapCount = g.kernelHeight * g.kernelWidth
    weightStride = (g.outputChannels + 15) / 16 * 16
    repeatedBytes = multiplier > 1 ? aligned(g.height * rowBytes + Storage.padding) : 0
    var p = keiryo_depthwise()
    (p.batch, p.height, p.width, p.channels, p.multiplier) = (g.batch, g.height, g.width, g.channels, multiplier)
    (p.output_height, p.output_width) = (g.outputHeight, g.outputWidth)
    (p.pad_top, p.pad_left) = (g.padTop, g.padLeft)
    (p.stride_height, p.stride_width) = (g.strideHeight, g.strideWidth)
    (p.dilation_height, p.dilation_width) = (g.dilationHeight, g.dilationWidth)
    (p.kernel_height, p.kernel_width) = (g.kernelHeight, g.kernelWidth)
    if g.isPadded {
      let row = Storage(byteCount: rowBytes)
      row.base.initializeMemory(as: UInt8.self, repeating: padding, count: rowBytes)
      constants = [row]
      p.padding = UnsafePointer(row.base.assumingMemoryBound(to: UInt8.self))
    } else {
      constants = []
    }
    p.weight_stride = weightStride
    p.element_bytes = elementBytes
    parameters = p
  }
}
