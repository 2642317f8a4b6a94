extension Tensor {
  /// Codes of a float32 tensor: `q = clamp(roundToNearestEven(x / scale) + zeroPoint)`, a true division.
  ///
  /// NaN becomes the zero point; ±∞ saturates. Source: ONNX QuantizeLinear-21.
  /// - Parameter element: an integer type of 8, 16 or 32 bits.
  /// - Throws: ``TensorError`` when the tensor is no float32 or the parameters do not fit.
  public func quantized(to element: ElementType, _ parameters: QuantizationParameters) throws(TensorError) -> Tensor {
    guard self.element == .float32 else { throw .elementType(expected: .float32, found: self.element) }
    try parameters.validate(element: element, shape: shape)
    let type = TensorType(element, shape, quantization: parameters)
    switch element {
    case .int8: return codes(type, as: Int8.self)
    case .uint8: return codes(type, as: UInt8.self)
    case .int16: return codes(type, as: Int16.self)
    case .uint16: return codes(type, as: UInt16.self)
    case .int32: return codes(type, as: Int32.self)
    default: throw .badQuantization("no codes of type \(element.rawValue)")
    }
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
    default: throw .elementType(expected: .int8, found: element)
    }
  }

  private func codes<Code: FixedWidthInteger & TensorScalar>(_ type: TensorType, as: Code.Type) -> Tensor {
    var result = Tensor(zeros: type)
    let parameters = type.quantization ?? QuantizationParameters(scale: 1)
    let lookup = ChannelLookup(parameters, shape: shape)
    withElements(as: Float.self) { x in
      result.withMutableElements(as: Code.self) { q in
        for i in x.indices {
          let (scale, zeroPoint) = lookup[i]
          let rounded = Double((x[i] / scale).rounded(.toNearestOrEven)) + Double(zeroPoint)
          if rounded.isNaN {
            q[i] = Code(clamping: zeroPoint)
          } else {
            q[i] = rounded <= Double(Code.min) ? .min : rounded >= Double(Code.max) ? .max : Code(rounded)
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
    let lookup = ChannelLookup(parameters, shape: shape)
    withElements(as: Code.self) { q in
      result.withMutableElements(as: Float.self) { x in
        for i in q.indices {
          let (scale, zeroPoint) = lookup[i]
          x[i] = Float(Int64(q[i]) - Int64(zeroPoint)) * scale
        }
      }
    }
    return result
  }
}

/// Scale and zero point of the element at a flat index.
private struct ChannelLookup {
  let scales: [Float]
  let zeroPoints: [Int32]
  let inner: Int
  let extent: Int

  init(_ parameters: QuantizationParameters, shape: Shape) {
    scales = parameters.scales
    zeroPoints = parameters.zeroPoints
    inner = parameters.axis.map { shape.strides[$0] } ?? 1
    extent = parameters.axis == nil ? 1 : scales.count
  }

  subscript(index: Int) -> (Float, Int32) {
    let channel = extent == 1 ? 0 : index / inner % extent
    return (scales[channel], zeroPoints[channel])
  }
}
