extension Tensor {
  /// A tensor of four- or two-bit elements with one element a byte, int8 or uint8; any other tensor as it is.
  /// Quantization stays.
  package func unpacked() -> Tensor {
    guard element.bitWidth < 8, let range = element.integerRange else { return self }
    let (bits, isSigned) = (element.bitWidth, range.lowerBound < 0)
    var result = Tensor(zeros: TensorType(isSigned ? .int8 : .uint8, shape, quantization: type.quantization))
    withBytes { packed in
      result.withMutableBytes { target in
        for i in target.indices {
          let code = Int(packed[i * bits / 8]) >> (i * bits % 8) & (1 << bits - 1)
          target[i] = UInt8(truncatingIfNeeded: code > range.upperBound ? code - 1 << bits : code)
        }
      }
    }
    return result
  }

  /// An int8 or uint8 tensor with several elements a byte, the first in the lowest bits.
  /// - Parameter narrow: a type of four or two bits and the same sign.
  /// - Returns: `nil` when an element lies outside that type, or the type is another.
  package func packed(as narrow: ElementType) -> Tensor? {
    guard narrow.bitWidth < 8, let range = narrow.integerRange, element == (range.lowerBound < 0 ? .int8 : .uint8)
    else {
      return nil
    }
    let (bits, isSigned) = (narrow.bitWidth, element == .int8)
    var result = Tensor(zeros: TensorType(narrow, shape, quantization: type.quantization))
    let fits = withBytes { source in
      result.withMutableBytes { target in
        for i in source.indices {
          let byte = source[i]
          guard range.contains(isSigned ? Int(Int8(bitPattern: byte)) : Int(byte)) else { return false }
          target[i * bits / 8] |= (byte & (1 << bits - 1)) << (i * bits % 8)
        }
        return true
      }
    }
    return fits ? result : nil
  }
}
