/// What is known of a value before it runs: element type, shape and, for codes, what they stand for.
public struct TensorType: Hashable, Sendable, Codable, CustomStringConvertible {
  public var element: ElementType
  public var shape: Shape
  public var quantization: QuantizationParameters?

  public init(_ element: ElementType, _ shape: Shape, quantization: QuantizationParameters? = nil) {
    self.element = element
    self.shape = shape
    self.quantization = quantization
  }

  public static func float32(_ shape: Shape) -> TensorType { TensorType(.float32, shape) }

  /// Bytes of a dense tensor of this type.
  public var byteCount: Int { element.byteCount(of: shape.count) ?? Int.max }

  /// The float32 type whose values the codes stand for; itself when not quantized.
  public var dequantized: TensorType { quantization == nil ? self : .float32(shape) }

  public var description: String {
    let suffix = quantization.map { $0.isPerTensor ? "·q" : "·q/axis\($0.axis ?? 0)" } ?? ""
    return element.rawValue + suffix + shape.description
  }
}
