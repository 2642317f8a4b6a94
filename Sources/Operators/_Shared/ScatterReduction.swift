import Graphs
package import Tensors

/// What becomes of an element that is written to: the new number, or something of both.
package enum ScatterReduction: String, Hashable, Sendable {
  case none
  case add
  case mul
  case max
  case min

  /// Writes parts of `part` elements of `updates` to the flat places of `x`, in order.
  package func apply(_ updates: Tensor, to x: Tensor, at places: [Int], part: Int = 1) throws -> Tensor {
    if self == .none { return write(updates, to: x, at: places, part: part) }
    let targets = places.flatMap { place in (0..<part).map { place + $0 } }
    switch (x.numbers, updates.numbers) {
    case (.reals(var old), .reals(let new)):
      for (target, value) in zip(targets, new) { old[target] = combined(old[target], value) }
      return try Tensor(.reals(old), as: x.element, shape: x.shape)
    case (.integers(var old), .integers(let new)):
      for (target, value) in zip(targets, new) {
        // The low 64 bits of a result hang on the low 64 bits of what it is made from.
        let made =
          self == .mul ? old[target] &* value : self == .add ? old[target] &+ value : combined(old[target], value)
        old[target] = self == .mul || self == .add ? x.element.wrapped(made) : made
      }
      return try Tensor(.integers(old), as: x.element, shape: x.shape)
    default: throw TypeInferenceError.elementType(input: 2, expected: x.element.rawValue, found: "\(updates.type)")
    }
  }

  private func combined<Scalar: Comparable & Numeric>(_ old: Scalar, _ new: Scalar) -> Scalar {
    switch self {
    case .none: new
    case .add: old + new
    case .mul: old * new
    case .max: Swift.max(old, new)
    case .min: Swift.min(old, new)
    }
  }

  private func write(_ updates: Tensor, to x: Tensor, at places: [Int], part: Int) -> Tensor {
    var result = x
    let width = x.element.bitWidth / 8
    updates.withBytes { source in
      result.withMutableBytes { target in
        for (number, place) in places.enumerated() {
          for byte in 0..<part * width { target[place * width + byte] = source[number * part * width + byte] }
        }
      }
    }
    return result
  }
}

extension ElementType {
  /// The number that the low bits of an integer stand for.
  package func wrapped(_ x: Int128) -> Int128 {
    switch self {
    case .int8: Int128(Int8(truncatingIfNeeded: x))
    case .int16: Int128(Int16(truncatingIfNeeded: x))
    case .int32: Int128(Int32(truncatingIfNeeded: x))
    case .int64: Int128(Int64(truncatingIfNeeded: x))
    case .uint8, .bool: Int128(UInt8(truncatingIfNeeded: x))
    case .uint16: Int128(UInt16(truncatingIfNeeded: x))
    case .uint32: Int128(UInt32(truncatingIfNeeded: x))
    default: Int128(UInt64(truncatingIfNeeded: x))
    }
  }
}
