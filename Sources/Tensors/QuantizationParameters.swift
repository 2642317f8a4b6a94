/// How integer codes stand for real values: `real = scale · (code − zeroPoint)`.
///
/// Source: Jacob et al. 2018 (arXiv 1712.05877); ONNX QuantizeLinear.
public struct QuantizationParameters: Hashable, Sendable, Codable {
  /// Positive and finite; one, or one per index of ``axis``.
  public let scales: [Float]
  /// As many as ``scales``; inside the range of the element type.
  public let zeroPoints: [Int32]
  /// The axis along which the parameters change; `nil` when one pair serves the whole tensor.
  public let axis: Int?

  /// One scale and zero point for the whole tensor.
  /// - Parameter scale: positive and finite.
  public init(scale: Float, zeroPoint: Int32 = 0) {
    scales = [scale]
    zeroPoints = [zeroPoint]
    axis = nil
  }

  /// One scale and zero point per index of `axis`.
  public init(scales: [Float], zeroPoints: [Int32], axis: Int) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
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
      guard axis >= 0, axis < shape.rank, scales.count == shape[axis] else {
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
