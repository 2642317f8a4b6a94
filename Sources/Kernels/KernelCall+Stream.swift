import CKernels
package import Tensors

extension KernelCall {
  /// A 1×1 convolution, a depthwise convolution and a 1×1 convolution, the calls of consecutive steps, as one call that
  /// passes a few rows at a time from each to the next. What lies between them stays in the cache and takes no buffer.
  ///
  /// Buffers: x, [residual of the last], y, scratch. The same bits as the calls one after the other.
  /// - Parameters:
  ///   - expansion: nil when the depthwise convolution reads the image itself.
  ///   - depthwise, projection: as ``convolution(_:weights:bias:clamp:residual:finish:instructionSet:)`` and its
  ///     relatives make them, with constant weights.
  /// - Returns: nil when the calls are of another kind, do not fit each other, or gain nothing: what lies between them
  ///   is small enough to stay in the cache anyway, or the weights are too large to.
  package static func stream(expansion: KernelCall?, depthwise: KernelCall, projection: KernelCall) -> KernelCall? {
    guard let middle = depthwise.parameters.value(as: keiryo_depthwise.self), middle.isStreamable,
      let last = projection.parameters.value(as: keiryo_convolution.self), last.isPointwise,
      last.channels == middle.channels, last.element_bytes == middle.output_bytes,
      last.batch * last.height * last.width == middle.batch * middle.output_height * middle.output_width
    else { return nil }
    var p = keiryo_stream()
    (p.depthwise, p.projection) = (middle, last)
    var weightBytes = last.packed_group_bytes
    if let expansion {
      guard let first = expansion.parameters.value(as: keiryo_convolution.self), first.isPointwise,
        first.residual_is_buffer == 0, first.output_channels == middle.channels,
        first.output_bytes == middle.element_bytes,
        first.batch * first.height * first.width == middle.batch * middle.height * middle.width
      else { return nil }
      p.expansion = first
      weightBytes += first.packed_group_bytes
    }
    let rowBytes = middle.width * middle.channels * middle.element_bytes
    let resultBytes = middle.output_width * middle.channels * middle.output_bytes
    let between = (expansion == nil ? 0 : middle.height * rowBytes) + middle.output_height * resultBytes
    guard between > StreamLimits.between, weightBytes <= StreamLimits.weights else { return nil }
    func place(_ strip: Int) -> (kept: Int, offset: Int, bytes: Int) {
      let kept = expansion == nil ? 0 : min(middle.height, middle.kernel_height + (strip - 1) * middle.stride_height)
      let offset = aligned(kept * rowBytes + Storage.padding)
      return (kept, offset, offset + aligned(strip * resultBytes + Storage.padding))
    }
    // No more scratch than what it stands for.
    let strip = [8, 4, 2, 1].first { strip in
      let bytes = place(strip).bytes
      return bytes <= StreamLimits.lane && Int(KEIRYO_STREAM_LANES) * bytes <= between
    }
    guard let strip else { return nil }
    p.strip = strip
    (p.kept, p.strip_offset, p.lane_bytes) = place(strip)
    let calls = [expansion, depthwise, projection].compactMap { $0 }
    return KernelCall(
      keiryo_stream_run, p, constants: calls.flatMap(\.constants),
      scratchBytes: Int(KEIRYO_STREAM_LANES) * p.lane_bytes,
      name: "stream(" + calls.map(\.kernelName).joined(separator: ", ") + ")")
  }
}

/// Bytes that decide whether rows are streamed: measured with a second-level cache of 1 MiB.
private enum StreamLimits {
  /// Less than this between the steps stays in the cache by itself.
  static let between = 256 << 10
  /// Weights that every strip reads anew.
  static let weights = 256 << 10
  /// Rows that one strip needs.
  static let lane = 384 << 10
}

extension keiryo_convolution {
  /// One product for every pixel, of the image as it lies in memory, with packed weights.
  fileprivate var isPointwise: Bool {
    groups == 1 && segment_count == 1 && run_elements == channels && staged == 0 && packed != nil
      && bias_is_buffer == 0 && output_height * output_width == height * width
  }
}

extension keiryo_depthwise {
  fileprivate var isStreamable: Bool {
    multiplier == 1 && weights != nil && bias_is_buffer == 0 && dilation_height == 1
  }
}
