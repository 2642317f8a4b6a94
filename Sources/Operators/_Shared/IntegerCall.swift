package import Graphs
package import Kernels
package import Tensors

/// What an integer kernel needs of a call whose activations are uint8 and whose weights are symmetric int8.
///
/// `y = clamp(roundToNearestEven(float(acc)·m[c] + float(r − zr)·mr) + zy)` with `m[c] = (sx·sw[c])/sy` in float32
/// (ONNX QLinearConv, specification 5.1).
package struct IntegerCall {
  package let weights: Tensor
  package let bias: [Int32]
  package let requantization: Requantization
  package let output: IntegerOutput
  package let buffers: [KernelBinding.Operand]

  /// `nil` when the call is not of this form: other types, weights that are not known, a bias in another scale.
  /// - Parameter weightAxis: the axis of the weights that counts output channels.
  /// - Parameter isFullyConnected: whether the arithmetic of fully-connected layers applies.
  package init?(
    _ request: KernelRequest, outputChannels: Int, weightAxis: Int = 0, isFullyConnected: Bool = false
  ) {
    let rounding = isFullyConnected ? request.arithmetic.fullyConnected : request.arithmetic.rounding
    guard request.epilogue.function == nil, let x = request.input(0), x.element == .uint8, let xq = x.quantization,
      xq.isPerTensor,
      let w = request.constant(1), w.element == .int8, let wq = w.type.quantization,
      wq.zeroPoints.allSatisfy({ $0 == 0 }), wq.isPerTensor || wq.axis == weightAxis
    else { return nil }
    let scales = wq.isPerTensor ? [Float](repeating: wq.scale, count: outputChannels) : wq.scales
    guard scales.count == outputChannels else { return nil }
    let products = scales.map { xq.scale * $0 }
    if request.input(2) != nil {
      guard let b = request.constant(2), let codes = IntegerCall.bias(b, scales: products) else { return nil }
      bias = codes
    } else {
      bias = [Int32](repeating: 0, count: outputChannels)
    }
    weights = w
    var buffers: [KernelBinding.Operand] = [.input(0)]
    if let stored = request.epilogue.output {
      guard stored.element == .uint8, stored.parameters.isPerTensor else { return nil }
      let (scale, zeroPoint) = (stored.parameters.scale, stored.parameters.zeroPoint)
      var residual: (multiplier: Float, zeroPoint: Int32)?
      if let type = request.residual {
        guard rounding == .float, type.element == .uint8, let q = type.quantization, q.isPerTensor else { return nil }
        residual = (q.scale / scale, q.zeroPoint)
        buffers.append(.residual)
      }
      let codes = CodeRange(
        clamp: request.epilogue.clamp, scale: scale, zeroPoint: zeroPoint, element: .uint8, request.arithmetic)
      let ratios = rounding == .float ? [] : scales.map { Double(xq.scale) * Double($0) / Double(scale) }
      requantization = Requantization(
        inputZeroPoint: xq.zeroPoint, multipliers: products.map { $0 / scale }, outputZeroPoint: zeroPoint,
        low: codes.low, high: codes.high, residual: residual, rounding: rounding, ratios: ratios)
      output = .uint8
    } else {
      guard request.residual == nil, request.epilogue.clamp == nil else { return nil }
      requantization = Requantization(
        inputZeroPoint: xq.zeroPoint, multipliers: products, outputZeroPoint: 0, low: 0, high: 255, residual: nil)
      output = .float32
    }
    self.buffers = buffers
  }
}

extension IntegerCall {
  /// A bias as codes at the scale of the accumulator: stored so, or made from reals by rounding to nearest even.
  fileprivate static func bias(_ tensor: Tensor, scales: [Float]) -> [Int32]? {
    if tensor.element == .float32 {
      let reals = tensor.floats
      guard reals.count == scales.count else { return nil }
      let codes = zip(reals, scales).map { (Double($0) / Double($1)).rounded(.toNearestOrEven) }
      guard codes.allSatisfy({ abs($0) <= Double(1 << 30) }) else { return nil }
      return codes.map { Int32($0) }
    }
    guard tensor.element == .int32, tensor.count == scales.count, let q = tensor.type.quantization,
      q.zeroPoints.allSatisfy({ $0 == 0 }), q.isPerTensor || q.scales.count == scales.count
    else { return nil }
    for (channel, scale) in scales.enumerated() {
      let stored = q.isPerTensor ? q.scale : q.scales[channel]
      // A file may have rounded the product of two scales once more; two units in the last place are one code in 2²².
      guard abs(stored - scale) <= 4 * scale.ulp else { return nil }
    }
    return tensor.elements(as: Int32.self)
  }
}

/// The codes between which an activation clamps.
package struct CodeRange {
  package let low: Int32
  package let high: Int32

  package init(
    clamp: ClosedRange<Float>?, scale: Float, zeroPoint: Int32, element: ElementType,
    _ arithmetic: QuantizedArithmetic = .onnx
  ) {
    let ties: FloatingPointRoundingRule = arithmetic.isFixedPoint ? .toNearestOrAwayFromZero : .toNearestOrEven
    let range = element.integerRange ?? 0...255
    func code(_ value: Float) -> Int32 {
      let real = (value / scale).rounded(ties) + Float(zeroPoint)
      return Int32(min(max(real, Float(range.lowerBound)), Float(range.upperBound)))
    }
    low = clamp.map { code($0.lowerBound) } ?? Int32(range.lowerBound)
    high = clamp.map { code($0.upperBound) } ?? Int32(range.upperBound)
  }
}
