import Graphs
private import SwiftProtobuf
import Tensors

extension ONNXDecoder {
  func attribute(
    _ attribute: ONNXAttributeProto, _ field: String, operatorSets: [String: Int]
  ) throws(FormatError) -> ForeignAttribute {
    guard !attribute.name.isEmpty else { throw .missing(place(field + ".name")) }
    guard attribute.refAttrName.isEmpty else { throw .refused(place(field), feature: "function attribute") }
    guard attribute.graphs.isEmpty else { throw .refused(place(field), feature: "list of subgraphs") }
    switch attribute.hasType ? attribute.type : stated(attribute) {
    case .float: return .float(attribute.f)
    case .int: return .int(Int(attribute.i))
    case .string: return .string(try text(attribute.s, field))
    case .tensor: return .tensor(try tensor(attribute.t, field + ".t"))
    case .floats: return .floats(attribute.floats)
    case .ints: return .ints(attribute.ints.map(Int.init))
    case .strings:
      var strings: [String] = []
      for bytes in attribute.strings { strings.append(try text(bytes, field)) }
      return .strings(strings)
    case .graph:
      let proto: ONNXGraphProto
      do { proto = try ONNXGraphProto(serializedBytes: attribute.g, options: ONNXFile.decoding) } catch {
        throw .undecodable(place(field + ".g"), problem: "\(error)")
      }
      return .graph(try subgraph(proto, field + ".g", operatorSets: operatorSets))
    case .graphs: throw .refused(place(field), feature: "list of subgraphs")
    case .undefined: throw .missing(place(field + ".type"))
    case .tensors, .sparseTensor, .sparseTensors, .typeProto, .typeProtos:
      throw .refused(place(field), feature: "attribute type \(attribute.type.rawValue)")
    }
  }

  /// Files of IR version 1 state no type: the field that is there says it.
  private func stated(_ attribute: ONNXAttributeProto) -> ONNXAttributeProto.AttributeType {
    if attribute.hasF { return .float }
    if attribute.hasI { return .int }
    if attribute.hasS { return .string }
    if attribute.hasT { return .tensor }
    if attribute.hasG { return .graph }
    if !attribute.floats.isEmpty { return .floats }
    if !attribute.ints.isEmpty { return .ints }
    return attribute.strings.isEmpty ? .undefined : .strings
  }

  private func text(_ bytes: some Collection<UInt8>, _ field: String) throws(FormatError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .value(place(field), expected: "UTF-8", found: "\(bytes.count) bytes")
    }
    return text
  }

  /// The tensor of a Constant node.
  func constant(_ node: ForeignNode, _ field: String) throws(FormatError) -> Tensor {
    for (name, attribute) in node.attributes {
      switch (name, attribute) {
      case ("value", .tensor(let tensor)): return tensor
      case ("value_float", .float(let value)): return try scalar(value, field)
      case ("value_int", .int(let value)): return try scalar(Int64(value), field)
      case ("value_floats", .floats(let values)): return Tensor(values)
      case ("value_ints", .ints(let values)): return Tensor(values.map(Int64.init))
      default: throw .refused(place(field), feature: "Constant with \(name)")
      }
    }
    throw .missing(place(field + ".attribute"))
  }

  private func scalar<Scalar: TensorScalar>(_ value: Scalar, _ field: String) throws(FormatError) -> Tensor {
    do { return try Tensor([value], shape: .scalar) } catch { throw .shape(place(field), found: []) }
  }
}
