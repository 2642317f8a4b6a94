import CKernels
package import Tensors

extension KernelCall {
  /// A float32 3×3 convolution by Winograd's F(4×4, 3×3): 36 products for 16 outputs where the direct form takes 144.
  ///
  /// Buffers: x NHWC, [bias `[O]`], [residual, as the output], y, scratch.
  ///
  /// Error: the transforms add and subtract products of up to 16 times the input, so a result differs from the direct
  /// form by up to about 10⁻⁵ of the largest output, tested as 10⁻⁴. Source: Lavin and Gray, arXiv 1509.09308;
  /// Barabasz et al., "Error Analysis and Improving the Accuracy of Winograd Convolution", arXiv 1803.10986.
  /// - Parameter weights: OHWI `[O, 3, 3, C]`. Transformed they take four times their bytes.
  /// - Returns: nil for another window, stride, dilation or group count.
  package static func winogradConvolution(
    _ geometry: ConvolutionGeometry, weights: Tensor, bias: KernelOperand? = nil, clamp: ClosedRange<Float>? = nil,
    residual: Bool = false, finish: KernelFinish? = nil, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    let g = geometry
    guard g.isSound, g.fitsWinograd, let bias = BiasOperand(bias, count: g.outputChannels),
      let kernel = keiryo_f32_tile_kernel(instructionSet.features),
      let transforms = keiryo_f32_winograd_kernel(instructionSet.features), weights.element == .float32,
      weights.count == 9 * g.channels * g.outputChannels
    else { return nil }
    let tileColumns = Int(kernel.pointee.columns)
    let pointCount = keiryo_f32_packed_count(g.channels, g.outputChannels, tileColumns)
    let packed = Storage(byteCount: Int(KEIRYO_WINOGRAD_POINTS) * pointCount * 4)
    weights.withElements(as: Float.self) {
      keiryo_winograd_weights($0.baseAddress, g.channels, g.outputChannels, tileColumns, pointCount, packed.floats)
    }
    var p = keiryo_winograd()
    (p.batch, p.height, p.width, p.channels) = (g.batch, g.height, g.width, g.channels)
    (p.output_height, p.output_width, p.output_channels) = (g.outputHeight, g.outputWidth, g.outputChannels)
    (p.pad_top, p.pad_left) = (g.padTop, g.padLeft)
    (p.channel_stride, p.output_channel_stride) = (wholeVectors(g.channels), wholeVectors(g.outputChannels))
    p.tiles_per_block = g.winogradTilesPerBlock
    let padding = Storage(byteCount: p.channel_stride * 4)
    p.padding = UnsafePointer(padding.floats)
    p.packed = UnsafePointer(packed.base.assumingMemoryBound(to: UInt8.self))
    p.packed_point_bytes = pointCount * 4
    p.bias = UnsafeRawPointer(bias.pointer)
    p.bias_is_buffer = bias.isBuffer
    p.residual_is_buffer = residual ? 1 : 0
    p.epilogue = keiryo_epilogue(clamp: clamp)
    let finishing = p.epilogue.adopt(finish)
    (p.tile, p.tile_rows, p.tile_columns) = (kernel.pointee.function, Int(kernel.pointee.rows), tileColumns)
    (p.input, p.output) = (transforms.pointee.input, transforms.pointee.output)
    let scratch = keiryo_winograd_scratch_count(p.tiles_per_block, p.channel_stride, p.output_channel_stride) * 4
    return KernelCall(
      keiryo_winograd_run, p, constants: bias.constants + [padding, packed] + finishing, scratchBytes: aligned(scratch),
      name: "winograd_f32__" + String(cString: kernel.pointee.name) + finish.suffix)
  }

  private static func wholeVectors(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
}

extension ConvolutionGeometry {
  var fitsWinograd: Bool {
    kernelHeight == 3 && kernelWidth == 3 && strideHeight == 1 && strideWidth == 1 && dilationHeight == 1
      && dilationWidth == 1 && groups == 1
  }

  private var winogradTiles: Int { (outputHeight + 3) / 4 * ((outputWidth + 3) / 4) }

  /// Tiles whose transforms fit in three quarters of a 1 MiB second-level cache, at least two tiles of rows.
  var winogradTilesPerBlock: Int {
    min(winogradTiles, max(28, (768 << 10) / (36 * 4 * (channels + outputChannels))))
  }

  /// Whether F(4×4, 3×3) takes at least a tenth less time than the direct form, by a count of cycles of one core.
  ///
  /// Both: multiply-adds of 16 lanes, two a cycle. Direct: 9 for each output and channel. Winograd: 36 for each tile,
  /// the transforms of a tile's inputs and outputs (190 and 150 cycles a vector, measured on Zen 5), and the weights,
  /// 36 for 9, which every block reads anew: 32 bytes a cycle from the second-level cache, 10 from beyond.
  package var prefersWinograd: Bool {
    guard fitsWinograd, channels >= 8, outputChannels >= 8 else { return false }
    let (c, o, tiles) = (Double(channels), Double(outputChannels), Double(winogradTiles))
    let direct = Double(outputHeight * outputWidth) * c * o * 9 / 32
    let weightBytes = 36 * 4 * c * o
    let blocks = (tiles / Double(winogradTilesPerBlock)).rounded(.up)
    let reading = blocks * weightBytes / (weightBytes > 512 * 1_024 ? 10 : 32)
    let multiplying = max(36 * tiles * c * o / 32, reading)
    let transforming = tiles * (c / 16 * 190 + o / 16 * 150)
    return (multiplying + transforming) * 1.1 < direct
  }
}
