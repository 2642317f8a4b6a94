import CKernels
package import Tensors

extension KernelCall {
  /// Gradient of a convolution with respect to its input. Buffers: dy, w OHWI, dx, scratch.
  package static func convolutionInputGradient(
    _ geometry: ConvolutionGeometry, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSound, var p = keiryo_f32_convolution_gradient(geometry, instructionSet) else { return nil }
    let scratch = keiryo_f32_input_gradient_prepare(&p)
    return KernelCall(
      keiryo_f32_input_gradient_run, p, scratchBytes: scratch,
      name: "conv_input_gradient_f32__\(tileName(instructionSet))")
  }

  /// Gradient of a convolution with respect to its weights, summed over the batch. Buffers: x, dy, dw OHWI, scratch.
  package static func convolutionWeightGradient(
    _ geometry: ConvolutionGeometry, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSound, var p = keiryo_f32_convolution_gradient(geometry, instructionSet) else { return nil }
    let scratch = keiryo_f32_weight_gradient_prepare(&p)
    return KernelCall(
      keiryo_f32_weight_gradient_run, p, scratchBytes: scratch,
      name: "conv_weight_gradient_f32__\(tileName(instructionSet))")
  }

  /// Gradient of ``depthwiseConvolution(_:weights:bias:clamp:turned:instructionSet:)`` with respect to its input.
  /// Buffers: dy, w `[kh, kw, C·m]`, dx, [scratch].
  package static func depthwiseInputGradient(
    _ geometry: ConvolutionGeometry, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSoundDepthwise, let p = keiryo_f32_convolution_gradient(geometry, instructionSet) else {
      return nil
    }
    if let adjoint = geometry.depthwiseAdjoint,
      let call = depthwiseConvolution(adjoint, weights: .dynamic, turned: true, instructionSet: instructionSet)
    {
      return call
    }
    return KernelCall(
      keiryo_f32_depthwise_input_gradient_run, p, name: "dwconv_input_gradient_f32__\(instructionSet.loopsName)")
  }

  /// Gradient with respect to the weights. Buffers: x, dy, dw `[kh, kw, C·m]`, scratch.
  package static func depthwiseWeightGradient(
    _ geometry: ConvolutionGeometry, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSoundDepthwise, var p = keiryo_f32_convolution_gradient(geometry, instructionSet) else {
      return nil
    }
    return KernelCall(
      keiryo_f32_depthwise_weight_gradient_run, p,
      scratchBytes: keiryo_f32_depthwise_weight_gradient_scratch(&p),
      name: "dwconv_weight_gradient_f32__\(instructionSet.loopsName)")
  }

  private static func tileName(_ instructionSet: InstructionSet) -> String {
    keiryo_f32_tile_kernel(instructionSet.features).map { String(cString: $0.pointee.name) } ?? "scalar"
  }
}

extension ConvolutionGeometry {
  fileprivate var isSoundDepthwise: Bool {
    var g = self
    g.groups = max(channels, 1)
    return g.isSound
  }

  /// The depthwise convolution of `dy` with the weights turned round that gives `dx`; `nil` with strides, with more than
  /// one output for a channel, or with padding wider than the window.
  fileprivate var depthwiseAdjoint: ConvolutionGeometry? {
    let (down, across) = (dilationHeight * (kernelHeight - 1), dilationWidth * (kernelWidth - 1))
    guard strideHeight == 1, strideWidth == 1, outputChannels == channels, max(padTop, padBottom) <= down,
      max(padLeft, padRight) <= across
    else { return nil }
    var g = self
    (g.height, g.width) = (outputHeight, outputWidth)
    (g.padTop, g.padBottom) = (down - padTop, down - padBottom)
    (g.padLeft, g.padRight) = (across - padLeft, across - padRight)
    return g
  }
}

extension keiryo_f32_convolution_gradient {
  fileprivate init?(_ g: ConvolutionGeometry, _ instructionSet: InstructionSet) {
    guard let kernel = keiryo_f32_tile_kernel(instructionSet.features) else { return nil }
    self.init()
    loops = instructionSet.loops
    (batch, height, width, channels) = (g.batch, g.height, g.width, g.channels)
    (output_height, output_width, output_channels) = (g.outputHeight, g.outputWidth, g.outputChannels)
    (kernel_height, kernel_width) = (g.kernelHeight, g.kernelWidth)
    (stride_height, stride_width) = (g.strideHeight, g.strideWidth)
    (dilation_height, dilation_width) = (g.dilationHeight, g.dilationWidth)
    (pad_top, pad_left, pad_bottom, pad_right, groups) = (g.padTop, g.padLeft, g.padBottom, g.padRight, g.groups)
    tile = kernel.pointee.function
    (tile_rows, tile_columns) = (Int(kernel.pointee.rows), Int(kernel.pointee.columns))
  }
}

extension KernelCall {
  /// Gradient of ``gather(outer:extent:count:partBytes:indices:)`` with respect to x, float32: the parts of dy added up
  /// where they came from. Buffers: indices `[count]`, dy `[outer, count]`, dx `[outer, extent]`, fault.
  /// - Parameters:
  ///   - part: elements of one indexed part.
  ///   - indices: int32 or int64.
  package static func gatherGradient(
    outer: Int, extent: Int, count: Int, part: Int, indices: ElementType, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard [outer, extent, count, part].allSatisfy({ $0 >= 0 }), indices == .int32 || indices == .int64 else {
      return nil
    }
    let p = keiryo_f32_gather_gradient(
      loops: instructionSet.loops, outer: outer, extent: extent, count: count, part: part,
      wide: indices == .int64 ? 1 : 0)
    return KernelCall(
      keiryo_f32_gather_gradient_run, p, reportsFaults: true, name: "gather_gradient_f32__\(instructionSet.loopsName)")
  }
}
