import Graphs
import Tensors

extension TFLiteDecoder {
  private typealias Field = TFLiteFields.Tensor

  /// A tensor's type, and its data when it is a constant.
  mutating func tensor(_ table: FlatTable) throws(FormatError) -> (ForeignValue, Tensor?) {
    let code = Int(try table.number(Field.type, default: Int8(0)))
    guard let element = ElementType(tfliteCode: code) else {
      let names = TFLiteEnumeration.elementType.names
      throw .elementType(table.place(Field.type), found: names.indices.contains(code) ? names[code] : "\(code)")
    }
    guard try table.table(Field.sparsity) == nil else {
      throw .refused(table.place(Field.sparsity), feature: "sparse tensor")
    }
    guard try table.number(Field.externalBuffer, default: UInt32(0)) == 0 else {
      throw .refused(table.place(Field.externalBuffer), feature: "external data")
    }
    let extents = try table.numbers(Field.shape, as: Int32.self).map { Int($0) }
    guard extents.count <= limits.rank else {
      throw .limit(table.place(Field.shape), name: "rank", allowed: limits.rank, found: extents.count)
    }
    var value = ForeignValue(name: try table.text(Field.name), element: element, extents: [])
    value.isVariable = try table.flag(Field.isVariable, default: false)
    let bytes = try data(of: table)
    let signature = try table.numbers(Field.shapeSignature, as: Int32.self)
    // An extent of −1 is open; the shape then holds 1 or whatever the writer saw.
    let isOpen = extents.indices.map { extents[$0] == -1 || (signature.count == extents.count && signature[$0] == -1) }
    let isConstant = !bytes.isEmpty || extents.contains(0)
    let shape: Shape
    do { shape = try Shape(checking: zip(extents, isOpen).map { $1 && !isConstant ? 1 : $0 }) } catch {
      throw .shape(table.place(Field.shape), found: extents)
    }
    value.extents = zip(shape.dimensions, isOpen).map { $1 ? .open("") : .fixed($0) }
    value.quantization = try quantization(table, element: element, shape: shape)
    guard isConstant, !value.isVariable else { return (value, nil) }
    value.extents = shape.dimensions.map { .fixed($0) }
    let type = TensorType(element, shape, quantization: value.quantization)
    guard element.byteCount(of: shape.count) == bytes.count else {
      throw .byteCount(table.place(Field.buffer), expected: type.byteCount, found: bytes.count)
    }
    return (value, try constant(type, at: bytes, table))
  }

  /// The constant whose bytes lie there. Tensors that share a buffer share its bytes.
  private mutating func constant(
    _ type: TensorType, at bytes: Range<Int>, _ table: FlatTable
  ) throws(FormatError) -> Tensor {
    guard type.element != .bool || data.bytes[bytes].allSatisfy({ $0 <= 1 }) else {
      throw .value(table.place(Field.buffer), expected: "0 or 1", found: "another byte")
    }
    if let known = loaded[bytes.lowerBound], known.count == bytes.count { return known.retyped(type) }
    try table.buffer.budget.take(bytes: bytes.count, table.place(Field.buffer))
    let tensor: Tensor
    do { tensor = try data.tensor(TensorType(.uint8, [bytes.count]), at: bytes) } catch {
      throw .byteCount(table.place(Field.buffer), expected: type.byteCount, found: bytes.count)
    }
    loaded[bytes.lowerBound] = tensor
    return tensor.retyped(type)
  }

  /// Where the data of a tensor lies in the file; empty when it has none.
  private func data(of table: FlatTable) throws(FormatError) -> Range<Int> {
    typealias Buffer = TFLiteFields.Buffer
    let index = Int(try table.number(Field.buffer, default: UInt32(0)))
    guard index < max(buffers.count, 1) else {
      throw .value(table.place(Field.buffer), expected: "0..<\(buffers.count)", found: "\(index)")
    }
    guard index > 0 else { return 0..<0 }
    let buffer = buffers[index]
    if let inside = try buffer.bytes(Buffer.data), !inside.isEmpty { return inside }
    // Data behind the FlatBuffer; offsets of 0 and 1 are what writers leave while they do not know it.
    let offset = try buffer.number(Buffer.offset, default: UInt64(0))
    let size = try buffer.number(Buffer.size, default: UInt64(0))
    guard offset > 1, size > 0 else { return 0..<0 }
    let count = UInt64(data.bytes.count)
    guard size <= count, offset <= count - size else {
      throw .truncated(
        buffer.place(Buffer.offset), needed: Int(clamping: size), found: Int(count) - Int(min(offset, count)))
    }
    return Int(offset)..<Int(offset + size)
  }

  /// What codes stand for. Statistics of floats, and scales of integers that are no codes, count as absent.
  private func quantization(
    _ table: FlatTable, element: ElementType, shape: Shape
  ) throws(FormatError) -> QuantizationParameters? {
    typealias Quantization = TFLiteFields.Quantization
    guard let stated = try table.table(Field.quantization) else { return nil }
    guard try stated.number(Quantization.detailsType, default: UInt8(0)) == 0 else {
      throw .refused(stated.place(Quantization.detailsType), feature: "blockwise quantization")
    }
    let scales = try stated.floats(Quantization.scale)
    let zeros = try stated.numbers(Quantization.zeroPoint, as: Int64.self)
    guard !scales.isEmpty, element.integerRange != nil else { return nil }
    let place = stated.place(Quantization.scale)
    guard zeros.isEmpty || zeros.count == scales.count || zeros.count == 1 else {
      throw .value(place, expected: "\(scales.count) zero points", found: "\(zeros.count)")
    }
    var points: [Int32] = []
    for index in scales.indices {
      let zero = zeros.isEmpty ? 0 : zeros[zeros.count == 1 ? 0 : index]
      guard let point = Int32(exactly: zero) else {
        throw .value(stated.place(Quantization.zeroPoint), expected: "32 bits", found: "\(zero)")
      }
      points.append(point)
    }
    let axis = Int(try stated.number(Quantization.axis, default: Int32(0)))
    let parameters =
      scales.count == 1
      ? QuantizationParameters(scale: scales[0], zeroPoint: points[0])
      : QuantizationParameters(scales: scales, zeroPoints: points, axis: axis)
    do { try parameters.validate(element: element, shape: shape) } catch {
      // Old converters state a scale of 0 for integers that are shapes and indices.
      guard element.bitWidth < 32 else { return nil }
      throw .value(place, expected: "scales of the tensor", found: "\(error)")
    }
    return parameters
  }
}
