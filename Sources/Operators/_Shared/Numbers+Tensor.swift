package import Tensors

extension Tensor {
  /// Numbers stored as elements of a type.
  ///
  /// Reals become integers of 8 bits and more by dropping the fraction; what lies outside becomes the nearest end, NaN 0.
  /// Narrower integers keep the low bits. Anything but 0 is true.
  /// - Throws: ``TensorError/byteCount(expected:found:shape:)`` when the numbers do not fill the shape.
  package init(_ numbers: Numbers, as element: ElementType, shape: Shape) throws(TensorError) {
    let type = TensorType(element, shape)
    switch numbers {
    case .reals(let x): try self.init(reals: x, type)
    case .integers(let x): try self.init(integers: x, type)
    }
  }

  private init(reals x: [Double], _ type: TensorType) throws(TensorError) {
    func clamped<Code: FixedWidthInteger>(_ x: Double, _: Code.Type) -> Code {
      if x.isNaN { return 0 }
      return Code(exactly: x.rounded(.towardZero)) ?? (x < 0 ? .min : .max)
    }
    switch type.element {
    case .float32: try self.init(stored: x.map { Float($0) }, type)
    case .float64: try self.init(stored: x, type)
    case .float16: try self.init(stored: x.map(HalfPrecision.float16), type)
    case .bfloat16: try self.init(stored: x.map(HalfPrecision.bfloat16), type)
    case .int8: try self.init(stored: x.map { clamped($0, Int8.self) }, type)
    case .uint8: try self.init(stored: x.map { clamped($0, UInt8.self) }, type)
    case .int16: try self.init(stored: x.map { clamped($0, Int16.self) }, type)
    case .uint16: try self.init(stored: x.map { clamped($0, UInt16.self) }, type)
    case .int32: try self.init(stored: x.map { clamped($0, Int32.self) }, type)
    case .uint32: try self.init(stored: x.map { clamped($0, UInt32.self) }, type)
    case .int64: try self.init(stored: x.map { clamped($0, Int64.self) }, type)
    case .uint64: try self.init(stored: x.map { clamped($0, UInt64.self) }, type)
    case .bool: try self.init(stored: x.map { $0 != 0 }, type)
    case .int4, .uint4, .int2, .uint2: try self.init(integers: x.map { Int128(clamped($0, Int64.self)) }, type)
    }
  }

  private init(integers x: [Int128], _ type: TensorType) throws(TensorError) {
    switch type.element {
    // Once from the integer, not through a double.
    case .float32: try self.init(stored: x.map { Float($0) }, type)
    case .float64, .float16, .bfloat16: try self.init(reals: x.map { Double($0) }, type)
    case .int8, .uint8: try self.init(stored: x.map { UInt8(truncatingIfNeeded: $0) }, type)
    case .int16, .uint16: try self.init(stored: x.map { UInt16(truncatingIfNeeded: $0) }, type)
    case .int32, .uint32: try self.init(stored: x.map { UInt32(truncatingIfNeeded: $0) }, type)
    case .int64, .uint64: try self.init(stored: x.map { UInt64(truncatingIfNeeded: $0) }, type)
    case .bool: try self.init(stored: x.map { $0 != 0 }, type)
    case .int4, .uint4, .int2, .uint2:
      let bits = type.element.bitWidth
      var bytes = [UInt8](repeating: 0, count: type.byteCount)
      guard x.count == type.shape.count else {
        throw .byteCount(expected: type.shape.count, found: x.count, shape: type.shape)
      }
      for (position, code) in x.enumerated() {
        let kept = UInt8(truncatingIfNeeded: code) & (1 << bits - 1)
        bytes[position * bits / 8] |= kept << (position * bits % 8)
      }
      try self.init(bytes: bytes, type: type)
    }
  }

  /// Scalars whose bits are the elements of a type of the same width.
  private init<Scalar: BitwiseCopyable>(stored scalars: [Scalar], _ type: TensorType) throws(TensorError) {
    guard scalars.count == type.shape.count else {
      throw .byteCount(expected: type.shape.count, found: scalars.count, shape: type.shape)
    }
    self.init(zeros: type)
    scalars.withUnsafeBytes { source in withMutableBytes { $0.copyMemory(from: source) } }
  }
}
