extension Tensor {
  /// A four-bit tensor with one element a byte, int8 or uint8; any other tensor as it is. Quantization stays.
  package func unpacked() -> Tensor {
    guard element == .int4 || element == .uint4 else { return self }
    let isSigned = element == .int4
    var result = Tensor(zeros: TensorType(isSigned ? .int8 : .uint8, shape, quantization: type.quantization))
    withBytes { packed in
      result.withMutableBytes { target in
        for i in target.indices {
          let nibble = packed[i / 2] >> (i % 2 == 0 ? 0 : 4) & 0xF
          target[i] = isSigned && nibble > 7 ? nibble | 0xF0 : nibble
        }
      }
    }
    return result
  }

  /// An int8 or uint8 tensor with two elements a byte, the first in the low nibble.
  /// - Returns: `nil` when an element lies outside the four-bit type of the same sign, or the type is another.
  package func packed() -> Tensor? {
    guard element == .int8 || element == .uint8 else { return nil }
    let isSigned = element == .int8
    var result = Tensor(zeros: TensorType(isSigned ? .int4 : .uint4, shape, quantization: type.quantization))
    let fits = withBytes { source in
      result.withMutableBytes { target in
        for i in source.indices {
          let byte = source[i]
          guard isSigned ? (-8...7).contains(Int8(bitPattern: byte)) : byte < 16 else { return false }
          target[i / 2] |= (byte & 0xF) << (i % 2 == 0 ? 0 : 4)
        }
        return true
      }
    }
    return fits ? result : nil
  }
}
