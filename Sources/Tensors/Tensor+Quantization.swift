extension Tensor {
  /// Codes of a float32 tensor: `q = clamp(roundToNearestEven(x / scale) + zeroPoint)`, a true division.
  ///
  /// NaN becomes the zero point; ±∞ saturates. Source: ONNX QuantizeLinear-21.
  /// - Parameters:
  ///   - element: an integer type of 2 to 32 bits.
  ///   - codes: the smallest and the largest code to use; by default those of the type.
  /// - Throws: ``TensorError`` when the tensor is no float32 or the parameters do not fit.
  public func quantized(
    to element: ElementType, _ parameters: QuantizationParameters, codes: ClosedRange<Int>? = nil
  ) throws(TensorError) -> Tensor {
    guard self.element == .float32 else { throw .elementType(expected: .float32, found: self.element) }
    try parameters.validate(element: element, shape: shape)
    guard let all = element.integerRange else { throw .badQuantization("no codes of type \(element.rawValue)") }
    let range = codes.map { $0.clamped(to: all) } ?? all
    let type = TensorType(element, shape, quantization: parameters)
    switch element {
    case .int8: return self.codes(type, range, as: Int8.self)
    case .uint8: return self.codes(type, range, as: UInt8.self)
    case .int16: return self.codes(type, range, as: Int16.self)
    case .uint16: return self.codes(type, range, as: UInt16.self)
    case .int32: return self.codes(type, range, as: Int32.self)
    case .int4, .int2:
      let wide = self.codes(TensorType(.int8, shape, quantization: parameters), range, as: Int8.self)
      if let packed = wide.packed(as: element) { return packed }
    case .uint4, .uint2:
      let wide = self.codes(TensorType(.uint8, shape, quantization: parameters), range, as: UInt8.self)
      if let packed = wide.packed(as: element) { return packed }
    default: break
    }
    throw .badQuantization("no codes of type \(element.rawValue)")
  }

  /// The reals that the codes stand for, `(q − zeroPoint) · scale` in float32; itself when its elements stand for
  /// themselves.
  /// - Throws: ``TensorError/elementType(expected:found:)`` for types without codes.
  public func dequantized() throws(TensorError) -> Tensor {
    guard let parameters = type.quantization else { return self }
    switch element {
    case .int8: return reals(parameters, from: Int8.self)
    case .uint8: return reals(parameters, from: UInt8.self)
    case .int16: return reals(parameters, from: Int16.self)
    case .uint16: return reals(parameters, from: UInt16.self)
    case .int32: return reals(parameters, from: Int32.self)
    case .int4, .uint4, .int2, .uint2: return try unpacked().dequantized()
    default: throw .elementType(expected: .int8, found: element)
    }
  }

  private func codes<Code: FixedWidthInteger & TensorScalar>(
    _ type: TensorType, _ range: ClosedRange<Int>, as: Code.Type
  ) -> Tensor {
    var result = Tensor(zeros: type)
    let parameters = type.quantization ?? QuantizationParameters(scale: 1)
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    withElements(as: Float.self) { x in
      result.withMutableElements(as: Code.self) { q in
        parameters.forEachRun(in: shape) { run, pair in
          let (scale, zero) = (parameters.scales[pair], Double(parameters.zeroPoints[pair]))
          for i in run {
            let rounded = Double((x[i] / scale).rounded(.toNearestOrEven)) + zero
            q[i] = Code(min(max(rounded.isNaN ? zero : rounded, low), high))
          }
        }
      }
    }
    return result
  }

  private func reals<Code: FixedWidthInteger & TensorScalar>(
    _ parameters: QuantizationParameters, from: Code.Type
  ) -> Tensor {
    var result = Tensor(zeros: .float32(shape))
    withElements(as: Code.self) { q in
      result.withMutableElements(as: Float.self) { x in
        parameters.forEachRun(in: shape) { run, pair in
          let (scale, zero) = (parameters.scales[pair], Int64(parameters.zeroPoints[pair]))
          for i in run { x[i] = Float(Int64(q[i]) - zero) * scale }
        }
      }
    }
    return result
  }
}
