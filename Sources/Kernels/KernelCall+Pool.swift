import CKernels
package import Tensors

extension KernelCall {
  /// The largest element of every window. Buffers: x NHWC, y.
  /// - Parameter element: float32, or uint8 and int8 codes.
  package static func maxPool(
    _ geometry: PoolGeometry, element: ElementType = .float32, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let p = keiryo_window(geometry, element, instructionSet) else { return nil }
    return KernelCall(keiryo_maximum_pool_run, p, name: "maxpool_\(element.rawValue)__\(instructionSet.loopsName)")
  }

  /// The mean of every window, over the taps inside the image or over all. Buffers: x NHWC, y.
  package static func averagePool(
    _ geometry: PoolGeometry, countIncludePad: Bool = false, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard var p = keiryo_window(geometry, .float32, instructionSet) else { return nil }
    p.count_include_pad = countIncludePad ? 1 : 0
    return KernelCall(keiryo_average_pool_run, p, name: "avgpool_f32__\(instructionSet.loopsName)")
  }

  /// Gradient of ``maxPool(_:element:instructionSet:)``: the first maximum of a window in scan order takes it all.
  /// Buffers: x, dy, dx.
  package static func maxPoolGradient(
    _ geometry: PoolGeometry, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let p = keiryo_window(geometry, .float32, instructionSet) else { return nil }
    return KernelCall(keiryo_maximum_pool_gradient_run, p, name: "maxpool_gradient_f32__scalar")
  }

  /// Gradient of ``averagePool(_:countIncludePad:instructionSet:)``. Buffers: dy, dx.
  package static func averagePoolGradient(
    _ geometry: PoolGeometry, countIncludePad: Bool = false, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard var p = keiryo_window(geometry, .float32, instructionSet) else { return nil }
    p.count_include_pad = countIncludePad ? 1 : 0
    return KernelCall(keiryo_average_pool_gradient_run, p, name: "avgpool_gradient_f32__scalar")
  }

  /// The largest code of every window; input and output share scale and zero point. Buffers: x, y.
  package static func quantizedMaxPool(
    _ geometry: PoolGeometry, element: ElementType = .uint8, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard element == .uint8 || element == .int8 else { return nil }
    return maxPool(geometry, element: element, instructionSet: instructionSet)
  }

  /// `y = clamp(roundToNearestEven(float(Σ(x − zx))·((sx/sy)/n)) + zy)`, n as in
  /// ``averagePool(_:countIncludePad:instructionSet:)``. Buffers: x, y, scratch.
  package static func quantizedAveragePool(
    _ geometry: PoolGeometry, element: ElementType = .uint8, countIncludePad: Bool = false, inputScale: Float,
    inputZeroPoint: Int32, scale: Float, zeroPoint: Int32, low: Int32? = nil, high: Int32? = nil,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let code = keiryo_code(scale: scale, zeroPoint: zeroPoint, element: element, low: low, high: high),
      keiryo_code(scale: inputScale, zeroPoint: inputZeroPoint, element: element) != nil,
      geometry.kernelHeight * geometry.kernelWidth <= 1 << 22,
      var p = keiryo_window(geometry, element, instructionSet)
    else { return nil }
    p.count_include_pad = countIncludePad ? 1 : 0
    p.code = code
    p.input_zero = inputZeroPoint
    p.ratio = inputScale / scale
    return KernelCall(
      keiryo_average_pool_run, p, scratchBytes: aligned(geometry.channels * 4),
      name: "avgpool_\(element.rawValue)__\(instructionSet.loopsName)")
  }

  /// The mean of the codes of every window, over the taps inside the image, as TFLite's AVERAGE_POOL_2D takes it: of the
  /// codes minus 128, a tie away from 0. Input and output share scale and zero point. Buffers: x uint8, y, scratch.
  package static func fixedPointAveragePool(
    _ geometry: PoolGeometry, low: Int32 = 0, high: Int32 = 255, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let code = keiryo_code(scale: 1, zeroPoint: 128, element: .uint8, low: low, high: high),
      geometry.kernelHeight * geometry.kernelWidth <= 1 << 22, var p = keiryo_window(geometry, .uint8, instructionSet)
    else { return nil }
    p.code = code
    p.of_codes = 1
    return KernelCall(
      keiryo_average_pool_run, p, scratchBytes: aligned(geometry.channels * 4),
      name: "fixed_avgpool__\(instructionSet.loopsName)")
  }
}

extension keiryo_window {
  fileprivate init?(_ g: PoolGeometry, _ element: ElementType, _ instructionSet: InstructionSet) {
    guard g.isSound else { return nil }
    self.init()
    switch element {
    case .float32: self.element = UInt32(KEIRYO_FLOAT32)
    case .uint8: self.element = UInt32(KEIRYO_UINT8)
    case .int8: self.element = UInt32(KEIRYO_INT8)
    default: return nil
    }
    loops = instructionSet.loops
    (batch, height, width, channels) = (g.batch, g.height, g.width, g.channels)
    (output_height, output_width) = (g.outputHeight, g.outputWidth)
    (kernel_height, kernel_width) = (g.kernelHeight, g.kernelWidth)
    (stride_height, stride_width) = (g.strideHeight, g.strideWidth)
    (pad_top, pad_left, pad_bottom, pad_right) = (g.padTop, g.padLeft, g.padBottom, g.padRight)
  }
}

extension keiryo_code {
  /// `nil` when the scale is not positive and finite or a code is outside the range of `element`.
  init?(scale: Float, zeroPoint: Int32, element: ElementType, low: Int32? = nil, high: Int32? = nil) {
    guard element == .uint8 || element == .int8, let range = element.integerRange, scale.isFinite, scale > 0 else {
      return nil
    }
    let (low, high) = (low ?? Int32(range.lowerBound), high ?? Int32(range.upperBound))
    guard low <= high, [zeroPoint, low, high].allSatisfy({ range.contains(Int($0)) }) else { return nil }
    self.init(scale: scale, zero: zeroPoint, low: low, high: high)
  }
}
