package import Tensors

/// The elements of a tensor as numbers to compute with: reals in double precision, integers and truth values exactly.
///
/// A reference that reads, computes and stores such numbers serves every element type. Stored reals are rounded once, to
/// nearest even; stored integers keep the low bits of the result, as two's complement does.
package enum Numbers: Sendable {
  case reals([Double])
  /// Wide enough for a sum or difference of any two 64-bit integers.
  case integers([Int128])

  /// The same function of every element, by its kind.
  package func map(real: (Double) -> Double, integer: (Int128) -> Int128) -> Numbers {
    switch self {
    case .reals(let x): .reals(x.map(real))
    case .integers(let x): .integers(x.map(integer))
    }
  }

  /// The elements at these positions, one after the other.
  package func picked(_ positions: [Int]) -> Numbers {
    switch self {
    case .reals(let x): .reals(positions.map { x[$0] })
    case .integers(let x): .integers(positions.map { x[$0] })
    }
  }

  /// A function of a pair for every two elements of one position; `nil` when only one side is integers.
  package func zipped(
    with other: Numbers, real: (Double, Double) -> Double, integer: (Int128, Int128) -> Int128
  ) -> Numbers? {
    switch (self, other) {
    case (.reals(let a), .reals(let b)): .reals(zip(a, b).map(real))
    case (.integers(let a), .integers(let b)): .integers(zip(a, b).map(integer))
    default: nil
    }
  }

  /// In double precision; integers above 2⁵³ rounded.
  package var reals: [Double] {
    switch self {
    case .reals(let x): x
    case .integers(let x): x.map { Double($0) }
    }
  }
}

extension Tensor {
  /// The elements of a tensor without a quantization, which is to say the codes of one that has one.
  package var numbers: Numbers {
    switch element {
    case .float32: .reals(withElements(as: Float.self) { $0.map { Double($0) } })
    case .float64: .reals(withElements(as: Double.self) { Array($0) })
    case .float16: .reals(withElements(as: UInt16.self) { $0.map { HalfPrecision.real(ofFloat16: $0) } })
    case .bfloat16: .reals(withElements(as: UInt16.self) { $0.map { HalfPrecision.real(ofBFloat16: $0) } })
    case .int64: integers(Int64.self)
    case .uint64: integers(UInt64.self)
    case .int32: integers(Int32.self)
    case .uint32: integers(UInt32.self)
    case .int16: integers(Int16.self)
    case .uint16: integers(UInt16.self)
    case .int8: integers(Int8.self)
    case .uint8, .bool: integers(UInt8.self)
    case .int4, .uint4, .int2, .uint2: .integers(packedIntegers)
    }
  }

  private func integers<Code: FixedWidthInteger & BitwiseCopyable & Sendable & TensorScalar>(_: Code.Type) -> Numbers {
    .integers(withElements(as: Code.self) { $0.map { Int128($0) } })
  }

  /// Elements of which several share a byte, the first one in the lowest bits.
  private var packedIntegers: [Int128] {
    let (bits, range) = (element.bitWidth, element.integerRange ?? 0...0)
    return withBytes { bytes in
      (0..<count).map { position in
        let code = Int(bytes[position * bits / 8]) >> (position * bits % 8) & (1 << bits - 1)
        return Int128(code > range.upperBound ? code - 1 << bits : code)
      }
    }
  }
}
