/// The type of one tensor element as it is stored.
///
/// Names and widths follow ONNX (`TensorProto.DataType`). Types of four and two bits pack two and four elements a byte,
/// the first element in the lowest bits.
public enum ElementType: String, Sendable, Hashable, Codable, CaseIterable {
  case float32, float16, bfloat16, float64
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case int4, uint4, int2, uint2
  case bool

  /// Bits one element occupies.
  public var bitWidth: Int {
    switch self {
    case .int2, .uint2: 2
    case .int4, .uint4: 4
    case .int8, .uint8, .bool: 8
    case .float16, .bfloat16, .int16, .uint16: 16
    case .float32, .int32, .uint32: 32
    case .float64, .int64, .uint64: 64
    }
  }

  /// Bytes that `count` elements occupy, rounded up to a whole byte; `nil` if the product overflows.
  public func byteCount(of count: Int) -> Int? {
    let (bits, overflow) = count.multipliedReportingOverflow(by: bitWidth)
    guard !overflow, count >= 0, bits <= Int.max - 7 else { return nil }
    return (bits + 7) / 8
  }

  /// True for the IEEE-like types that hold real values directly.
  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float16, .bfloat16, .float64: true
    default: false
    }
  }

  /// The smallest and the largest code of an integer type, `nil` for the others.
  public var integerRange: ClosedRange<Int>? {
    switch self {
    case .int2: -2...1
    case .uint2: 0...3
    case .int4: -8...7
    case .uint4: 0...15
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32_768...32_767
    case .uint16: 0...65_535
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .uint32: 0...Int(UInt32.max)
    case .int64: Int.min...Int.max
    case .uint64, .bool, .float32, .float16, .bfloat16, .float64: nil
    }
  }
}

/// A Swift scalar with a matching ``ElementType``; tensors can be read and written as arrays of it.
public protocol TensorScalar: BitwiseCopyable, Sendable {
  static var elementType: ElementType { get }
}

extension Float: TensorScalar { public static var elementType: ElementType { .float32 } }
extension Double: TensorScalar { public static var elementType: ElementType { .float64 } }
extension Int8: TensorScalar { public static var elementType: ElementType { .int8 } }
extension UInt8: TensorScalar { public static var elementType: ElementType { .uint8 } }
extension Int16: TensorScalar { public static var elementType: ElementType { .int16 } }
extension UInt16: TensorScalar { public static var elementType: ElementType { .uint16 } }
extension Int32: TensorScalar { public static var elementType: ElementType { .int32 } }
extension UInt32: TensorScalar { public static var elementType: ElementType { .uint32 } }
extension Int64: TensorScalar { public static var elementType: ElementType { .int64 } }
extension UInt64: TensorScalar { public static var elementType: ElementType { .uint64 } }
#if !(os(macOS) && arch(x86_64))
  extension Float16: TensorScalar { public static var elementType: ElementType { .float16 } }
#endif
extension Bool: TensorScalar { public static var elementType: ElementType { .bool } }
