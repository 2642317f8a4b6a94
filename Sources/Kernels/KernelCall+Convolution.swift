import CKernels
import Tensors

extension KernelCall {
  /// A float32 convolution with optional groups and dilation.
  ///
  /// Buffers: x NHWC, [weights OHWI, `[O, kh, kw, C/groups]`], [bias `[O]`], [residual, as the output], y, [scratch].
  package static func convolution(
    _ geometry: ConvolutionGeometry, weights: KernelOperand, bias: KernelOperand? = nil,
    clamp: ClosedRange<Float>? = nil, residual: Bool = false, finish: KernelFinish? = nil,
    zeros: ZeroSkipping = .never, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSound, let bias = BiasOperand(bias, count: geometry.outputChannels),
      let kernel = keiryo_f32_tile_kernel(instructionSet.features)
    else { return nil }
    let tileColumns = Int(kernel.pointee.columns)
    var p = keiryo_convolution(geometry.flattened, elementBytes: 4, stagedBytes: 4, group: 1)
    let runs = ConvolutionRuns(geometry.flattened, stagedBytes: 4, staged: p.staged != 0)
    p.adopt(runs, group: 1)
    let depth = runs.segments * runs.elements
    let groupChannels = geometry.outputChannels / geometry.groups
    p.packed_group_bytes = keiryo_f32_packed_count(depth, groupChannels, tileColumns) * 4
    var constants = bias.constants + [runs.storage]
    var (dense, packedScratch) = ([Storage](), 0)
    switch weights {
    case .constant(let tensor):
      guard tensor.element == .float32, tensor.count == geometry.outputChannels * depth else { return nil }
      let packed = Storage(byteCount: p.packed_group_bytes * geometry.groups)
      tensor.withElements(as: Float.self) { source in
        guard let first = source.baseAddress else { return }
        for group in 0..<geometry.groups {
          keiryo_f32_pack(
            first + group * groupChannels * depth, depth, groupChannels, 1, depth, tileColumns,
            packed.floats + group * p.packed_group_bytes / 4)
        }
      }
      p.packed = UnsafePointer(packed.base.assumingMemoryBound(to: UInt8.self))
      dense = [packed]
    case .dynamic: packedScratch = aligned(p.packed_group_bytes * geometry.groups)
    }
    p.bias = UnsafeRawPointer(bias.pointer)
    p.bias_is_buffer = bias.isBuffer
    p.residual_is_buffer = residual ? 1 : 0
    p.output_bytes = 4
    p.image_offset = packedScratch
    p.epilogue = keiryo_epilogue(clamp: clamp)
    constants += p.epilogue.adopt(finish)
    p.adopt(kernel.pointee)
    let sparse = withExtendedLifetime(dense) { p.skipZeros(zeros, kernel: kernel.pointee) }
    p.lane_bytes = p.staged != 0 ? geometry.stagedBytes(4) : 0
    p.lanes = geometry.flattened.lanes(bytes: p.lane_bytes)
    return KernelCall(
      keiryo_convolution_run, p, constants: constants + (sparse?.storages ?? dense),
      scratchBytes: packedScratch + p.lanes * p.lane_bytes,
      skipsZeros: sparse != nil,
      name: "conv_f32__" + String(cString: kernel.pointee.name) + (sparse?.suffix ?? "") + finish.suffix)
  }
}

/// The runs of consecutive memory that make up one window of the staged image.
///
/// Without dilation and groups a whole kernel row is one run; otherwise every tap is one.
struct ConvolutionRuns {
  let segments: Int
  /// Elements of a run.
  let elements: Int
  /// Byte offsets of the runs.
  let storage: Storage

  init(_ g: ConvolutionGeometry, stagedBytes: Int, staged: Bool) {
    let rowBytes = (g.width + (staged ? g.padLeft + g.padRight : 0)) * g.channels * stagedBytes
    let wholeRows = g.groups == 1 && (g.dilationWidth == 1 || g.kernelWidth == 1)
    let columns = wholeRows ? 1 : g.kernelWidth
    var offsets: [Int] = []
    for row in 0..<g.kernelHeight {
      for column in 0..<columns {
        offsets.append(row * g.dilationHeight * rowBytes + column * g.dilationWidth * g.channels * stagedBytes)
      }
    }
    segments = offsets.count
    elements = (wholeRows ? g.kernelWidth : 1) * (g.channels / g.groups)
    storage = Storage(copying: offsets)
  }
}

extension ConvolutionGeometry {
  /// Bytes of the padded copy of one image, with room for a kernel that reads whole groups.
  func stagedBytes(_ elementBytes: Int) -> Int {
    let g = flattened
    return aligned(
      (g.height + padTop + padBottom) * (g.width + padLeft + padRight) * channels * elementBytes + Storage.padding)
  }
}

extension ConvolutionGeometry {
  /// Images of a batch that can be worked on at the same time: at most 8, and 4 MiB of what each needs for itself.
  fileprivate func lanes(bytes: Int) -> Int { max(1, min(batch, 8, (4 << 20) / max(bytes, 1))) }
}

extension keiryo_convolution {
  init(_ g: ConvolutionGeometry, elementBytes: Int, stagedBytes: Int, group: Int) {
    self.init()
    (batch, height, width, channels) = (g.batch, g.height, g.width, g.channels)
    (output_height, output_width, output_channels) = (g.outputHeight, g.outputWidth, g.outputChannels)
    (pad_top, pad_left, pad_bottom, pad_right) = (g.padTop, g.padLeft, g.padBottom, g.padRight)
    (stride_height, stride_width, groups) = (g.strideHeight, g.strideWidth, g.groups)
    element_bytes = elementBytes
    staged_bytes = stagedBytes
    tile_group = group
    staged = g.isPadded || elementBytes != stagedBytes ? 1 : 0
    lanes = 1
  }

  mutating func adopt(_ runs: ConvolutionRuns, group: Int) {
    segments = UnsafePointer(runs.storage.base.assumingMemoryBound(to: Int.self))
    segment_count = runs.segments
    run_elements = runs.elements
    run = (runs.elements + group - 1) / group
  }

  mutating func adopt(_ kernel: keiryo_tile_kernel) {
    tile = kernel.function
    (tile_rows, tile_columns, tile_group) = (Int(kernel.rows), Int(kernel.columns), Int(kernel.group))
  }
}
