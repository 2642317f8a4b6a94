private import Foundation
import Graphs
import Tensors

extension ONNXDecoder {
  /// A tensor whose bytes are exactly those of its shape: raw data, or one of the typed lists.
  func tensor(_ proto: ONNXTensorProto, _ field: String) throws(FormatError) -> Tensor {
    let isExternal = proto.dataLocation == .external || !proto.externalData.isEmpty
    guard !isExternal || data.folder != nil else { throw .refused(place(field), feature: "external data") }
    guard let element = ElementType(onnxCode: proto.dataType) else {
      throw .elementType(place(field + ".data_type"), found: "\(proto.dataType)")
    }
    guard proto.dims.count <= limits.rank else {
      throw .limit(place(field + ".dims"), name: "rank", allowed: limits.rank, found: proto.dims.count)
    }
    let extents = proto.dims.map { Int($0) }
    let shape: Shape
    do { shape = try Shape(checking: extents) } catch { throw .shape(place(field + ".dims"), found: extents) }
    guard let expected = element.byteCount(of: shape.count) else {
      throw .shape(place(field + ".dims"), found: extents)
    }
    let type = TensorType(element, shape)
    if isExternal { return try external(type, proto, field) }
    if try dataField(proto, field) == "raw_data" { return try raw(type, proto.rawData, field + ".raw_data") }
    return try filled(type, listed(proto, element, expected: expected, field), field)
  }

  /// Raw data, of which the message holds only the place.
  private func raw(_ type: TensorType, _ handle: Data, _ field: String) throws(FormatError) -> Tensor {
    guard let range = ONNXOutline.Handle(handle, fileBytes: data.bytes.count)?.range else {
      throw .undecodable(place(field), problem: "data outside the file")
    }
    // Truth values are looked at, so they are copied.
    guard range.count == type.byteCount, type.element != .bool else {
      return try filled(type, UnsafeRawBufferPointer(rebasing: data.bytes[range]), field)
    }
    do { return try data.tensor(type, at: range) } catch {
      throw .byteCount(place(field), expected: type.byteCount, found: range.count)
    }
  }

  func filled(_ type: TensorType, _ bytes: some Collection<UInt8>, _ field: String) throws(FormatError)
    -> Tensor
  {
    guard bytes.count == type.byteCount else {
      throw .byteCount(place(field), expected: type.byteCount, found: bytes.count)
    }
    guard type.element != .bool || bytes.allSatisfy({ $0 <= 1 }) else {
      throw .value(place(field), expected: "0 or 1", found: "another byte")
    }
    do { return try Tensor(bytes: bytes, type: type) } catch {
      throw .byteCount(place(field), expected: type.byteCount, found: bytes.count)
    }
  }

  /// The one field that holds the data; `nil` when there is none.
  func dataField(_ proto: ONNXTensorProto, _ field: String) throws(FormatError) -> String? {
    let filled = ONNXDecoder.counts(proto).filter { $0.count > 0 }.map(\.name)
    guard filled.count <= 1 else {
      throw .value(place(field), expected: "one data field", found: filled.joined(separator: ", "))
    }
    return filled.first
  }

  private static func counts(_ proto: ONNXTensorProto) -> [(name: String, count: Int)] {
    [
      ("raw_data", proto.rawData.count), ("float_data", proto.floatData.count), ("int32_data", proto.int32Data.count),
      ("int64_data", proto.int64Data.count), ("double_data", proto.doubleData.count),
      ("uint64_data", proto.uint64Data.count), ("string_data", proto.stringData.count),
    ]
  }

  /// The stored bytes of a tensor whose data is a typed list.
  private func listed(
    _ proto: ONNXTensorProto, _ element: ElementType, expected: Int, _ field: String
  ) throws(FormatError) -> [UInt8] {
    guard let (name, count) = ONNXDecoder.counts(proto).first(where: { $0.count > 0 }) else {
      guard expected == 0 else { throw .byteCount(place(field), expected: expected, found: 0) }
      return []
    }
    guard let (allowed, width) = ONNXDecoder.list(for: element), allowed == name else {
      throw .value(place(field), expected: "data of \(element.rawValue)", found: name)
    }
    // Compared before memory is taken; a list element of a four-bit type holds two elements, of a two-bit type four.
    guard expected == count * width else {
      throw .byteCount(place("\(field).\(name)"), expected: expected, found: count * width)
    }
    switch name {
    case "float_data": return ONNXDecoder.raw(proto.floatData)
    case "double_data": return ONNXDecoder.raw(proto.doubleData)
    case "int64_data": return ONNXDecoder.raw(proto.int64Data)
    case "uint64_data" where width == 4: return ONNXDecoder.raw(proto.uint64Data.map { UInt32(truncatingIfNeeded: $0) })
    case "uint64_data": return ONNXDecoder.raw(proto.uint64Data)
    default:
      let range = ONNXDecoder.range(of: element)
      if let outside = proto.int32Data.first(where: { !range.contains(Int($0)) }) {
        throw .value(place("\(field).int32_data"), expected: "\(range)", found: "\(outside)")
      }
      switch width {
      case 1: return proto.int32Data.map { UInt8(truncatingIfNeeded: $0) }
      case 2: return ONNXDecoder.raw(proto.int32Data.map { UInt16(truncatingIfNeeded: $0) })
      default: return ONNXDecoder.raw(proto.int32Data)
      }
    }
  }

  /// The typed list that carries an element type, and the stored bytes of one list element.
  private static func list(for element: ElementType) -> (name: String, width: Int)? {
    switch element {
    case .float32: ("float_data", 4)
    case .float64: ("double_data", 8)
    case .int64: ("int64_data", 8)
    case .uint32: ("uint64_data", 4)
    case .uint64: ("uint64_data", 8)
    case .int32: ("int32_data", 4)
    case .int16, .uint16, .float16, .bfloat16: ("int32_data", 2)
    case .int8, .uint8, .bool, .int4, .uint4, .int2, .uint2: ("int32_data", 1)
    }
  }

  /// The values that `int32_data` may hold; four- and two-bit elements and half-precision bits arrive as one number.
  private static func range(of element: ElementType) -> ClosedRange<Int> {
    switch element {
    case .bool: 0...1
    case .int4, .uint4, .int2, .uint2: -128...255
    case .float16, .bfloat16: 0...65_535
    default: element.integerRange ?? Int.min...Int.max
    }
  }

  private static func raw<Scalar: BitwiseCopyable>(_ list: [Scalar]) -> [UInt8] { list.withUnsafeBytes { Array($0) } }
}
