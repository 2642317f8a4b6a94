extension Shape: Wire {
  public func encode(into writer: WireWriter) { dimensions.encode(into: writer) }

  public init(from reader: WireReader) throws(WireError) {
    let dimensions = try [Int](from: reader)
    do { try self.init(checking: dimensions) } catch { throw .invalidValue(type: "Shape") }
  }
}

extension QuantizationParameters: Wire {
  public func encode(into writer: WireWriter) {
    scales.encode(into: writer)
    zeroPoints.encode(into: writer)
    axis.encode(into: writer)
  }

  public init(from reader: WireReader) throws(WireError) {
    let scales = try [Float](from: reader)
    let zeroPoints = try [Int32](from: reader)
    guard let axis = try Int?(from: reader) else {
      guard scales.count == 1, zeroPoints.count == 1 else {
        throw .invalidValue(type: "QuantizationParameters")
      }
      self.init(scale: scales[0], zeroPoint: zeroPoints[0])
      return
    }
    self.init(scales: scales, zeroPoints: zeroPoints, axis: axis)
  }
}

extension Tensor: Wire {
  public func encode(into writer: WireWriter) {
    element.rawValue.encode(into: writer)
    shape.encode(into: writer)
    type.quantization.encode(into: writer)
    UInt32(truncatingIfNeeded: byteCount).encode(into: writer)
    withBytes { writer.append($0) }
  }

  public init(from reader: WireReader) throws(WireError) {
    guard let element = ElementType(rawValue: try String(from: reader)) else {
      throw .invalidValue(type: "ElementType")
    }
    let shape = try Shape(from: reader)
    let quantization = try QuantizationParameters?(from: reader)
    let bytes = try reader.take(try reader.count(width: 1))
    do {
      try self.init(bytes: bytes, type: TensorType(element, shape, quantization: quantization))
    } catch { throw .invalidValue(type: "Tensor") }
  }
}
