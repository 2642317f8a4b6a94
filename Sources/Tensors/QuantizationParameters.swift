/// How integer codes stand for real values: `real = scale · (code − zeroPoint)`.
///
/// Source: Jacob et al. 2018 (arXiv 1712.05877); ONNX QuantizeLinear.
public struct QuantizationParameters: Hashable, Sendable, Codable {
  /// Positive and finite; one, one per index of ``axis``, or one per ``block``.
  public let scales: [Float]
  /// As many as ``scales``; inside the range of the element type.
  public let zeroPoints: [Int32]
  /// The axis along which the parameters change; `nil` when one pair serves the whole tensor.
  public let axis: Int?
  /// Consecutive elements along ``axis`` that share a pair; `nil` when a whole index of the axis does.
  ///
  /// With blocks every element of the other axes has pairs of its own: in row-major order of the tensor's shape with
  /// `⌈extent / block⌉` on the axis, as in ONNX's blocked form.
  public let block: Int?

  /// One scale and zero point for the whole tensor.
  /// - Parameter scale: positive and finite.
  public init(scale: Float, zeroPoint: Int32 = 0) {
    scales = [scale]
    zeroPoints = [zeroPoint]
    axis = nil
    block = nil
  }

  /// One scale and zero point per index of `axis`, or per `block` along it.
  public init(scales: [Float], zeroPoints: [Int32], axis: Int, block: Int? = nil) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
    self.block = block
  }

  /// Symmetric parameters (`zeroPoint` 0), one per index of `axis`.
  public init(symmetric scales: [Float], axis: Int) {
    self.init(scales: scales, zeroPoints: [Int32](repeating: 0, count: scales.count), axis: axis)
  }

  public var isPerTensor: Bool { axis == nil }

  /// The one scale of a per-tensor quantization.
  public var scale: Float { scales.first ?? 1 }
  /// The one zero point of a per-tensor quantization.
  public var zeroPoint: Int32 { zeroPoints.first ?? 0 }

  /// - Throws: ``TensorError/badQuantization(_:)`` when the parameters do not fit `element` and `shape`.
  public func validate(element: ElementType, shape: Shape) throws(TensorError) {
    guard let range = element.integerRange else { throw .badQuantization("\(element.rawValue) holds no codes") }
    guard scales.count == zeroPoints.count, !scales.isEmpty else {
      throw .badQuantization("\(scales.count) scales, \(zeroPoints.count) zero points")
    }
    if let axis {
      guard axis >= 0, axis < shape.rank, block ?? 1 >= 1, scales.count == pairShape(in: shape).count else {
        throw .badQuantization("\(scales.count) scales along axis \(axis) of \(shape)")
      }
    } else if scales.count != 1 {
      throw .badQuantization("\(scales.count) scales without an axis")
    }
    guard scales.allSatisfy({ $0.isFinite && $0 > 0 }) else { throw .badQuantization("a scale is not positive") }
    guard zeroPoints.allSatisfy({ range.contains(Int($0)) }) else {
      throw .badQuantization("a zero point is outside \(range)")
    }
  }
}

extension QuantizationParameters {
  /// The shape that the pairs have for a tensor of that shape: a scalar, a vector along the axis, or blocks.
  package func pairShape(in shape: Shape) -> Shape {
    guard let axis else { return .scalar }
    guard let block else { return [shape[axis]] }
    let extent = shape[axis]
    return shape.replacing(axis: axis, with: extent == 0 ? 0 : (extent - 1) / block + 1)
  }

  /// The elements of a tensor in runs with one pair each, in order.
  /// - Parameter body: the run, and the number of its pair in ``scales``.
  package func forEachRun<Failure: Error>(
    in shape: Shape, _ body: (Range<Int>, Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard shape.count > 0 else { return }
    guard let axis else { return try body(0..<shape.count, 0) }
    let (extent, inner) = (shape[axis], shape.strides[axis])
    let outer = shape.count / (extent * inner)
    let blocks = block.map { (extent - 1) / $0 + 1 }
    for o in 0..<outer {
      let start = o * extent * inner
      guard let block, let blocks else {
        for a in 0..<extent { try body(start + a * inner..<start + (a + 1) * inner, a) }
        continue
      }
      if inner == 1 {
        for b in 0..<blocks {
          let first = b * block
          try body(start + first..<start + first + min(block, extent - first), o * blocks + b)
        }
        continue
      }
      for a in 0..<extent {
        for i in 0..<inner {
          let at = start + a * inner + i
          try body(at..<at + 1, (o * blocks + a / block) * inner + i)
        }
      }
    }
  }

  /// The same parameters of a tensor whose axes are permuted; blocks are put in the order of the new axes.
  package func permuted(_ permutation: [Int], of shape: Shape) -> QuantizationParameters {
    guard let axis, let moved = permutation.firstIndex(of: axis) else { return self }
    guard block != nil, let scales = try? Tensor(scales, shape: pairShape(in: shape)),
      let zeroPoints = try? Tensor(zeroPoints, shape: pairShape(in: shape))
    else { return QuantizationParameters(scales: scales, zeroPoints: zeroPoints, axis: moved) }
    return QuantizationParameters(
      scales: scales.transposed(permutation).floats,
      zeroPoints: zeroPoints.transposed(permutation).elements(as: Int32.self), axis: moved, block: block)
  }
}
