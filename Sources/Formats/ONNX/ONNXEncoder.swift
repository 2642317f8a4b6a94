private import Foundation
import Graphs
private import SwiftProtobuf
import Tensors

/// The neutral graph → messages, in one order for equal graphs.
enum ONNXEncoder {
  /// - Throws: what the library says of a graph that protobuf cannot hold.
  static func model(_ graph: ForeignGraph) throws -> ONNXModelProto {
    var model = ONNXModelProto()
    model.irVersion = irVersion(graph.operatorSets[""] ?? 0)
    if !graph.producer.isEmpty { model.producerName = graph.producer }
    model.opsetImport = graph.operatorSets.sorted { $0.key < $1.key }.map { domain, version in
      var set = ONNXOperatorSetIdProto()
      set.domain = domain
      set.version = Int64(version)
      return set
    }
    model.metadataProps = graph.metadata.sorted { $0.key < $1.key }.map { key, value in
      var entry = ONNXStringStringEntryProto()
      entry.key = key
      entry.value = value
      return entry
    }
    model.graph = try self.graph(graph)
    return model
  }

  /// The version of the format that ONNX was at when an operator set came out.
  private static func irVersion(_ operatorSet: Int) -> Int64 {
    switch operatorSet {
    case ...20: 8
    case 21...22: 10
    case 23: 11
    case 24: 12
    default: 13
    }
  }

  private static func graph(_ graph: ForeignGraph) throws -> ONNXGraphProto {
    var proto = ONNXGraphProto()
    proto.name = graph.name
    proto.node = try graph.nodes.map(node)
    proto.initializer = graph.constants.sorted { $0.key < $1.key }.map { tensor($1, name: $0) }
    proto.input = graph.inputs.map(value)
    proto.output = graph.outputs.map(value)
    proto.valueInfo = graph.valueTypes.sorted { $0.key < $1.key }.map { value($1) }
    return proto
  }

  private static func node(_ node: ForeignNode) throws -> ONNXNodeProto {
    var proto = ONNXNodeProto()
    proto.input = node.inputs
    proto.output = node.outputs
    if !node.name.isEmpty { proto.name = node.name }
    proto.opType = node.kind
    if !node.domain.isEmpty { proto.domain = node.domain }
    proto.attribute = try node.attributes.sorted { $0.key < $1.key }.map(attribute)
    return proto
  }

  private static func attribute(_ name: String, _ value: ForeignAttribute) throws -> ONNXAttributeProto {
    var proto = ONNXAttributeProto()
    proto.name = name
    switch value {
    case .int(let value): (proto.type, proto.i) = (.int, Int64(value))
    case .float(let value): (proto.type, proto.f) = (.float, value)
    case .string(let value): (proto.type, proto.s) = (.string, Data(value.utf8))
    case .ints(let values): (proto.type, proto.ints) = (.ints, values.map(Int64.init))
    case .floats(let values): (proto.type, proto.floats) = (.floats, values)
    case .strings(let values): (proto.type, proto.strings) = (.strings, values.map { Data($0.utf8) })
    case .tensor(let value): (proto.type, proto.t) = (.tensor, tensor(value, name: ""))
    case .graph(let value): (proto.type, proto.g) = (.graph, try graph(value).serializedData())
    }
    return proto
  }

  static func tensor(_ tensor: Tensor, name: String) -> ONNXTensorProto {
    var proto = ONNXTensorProto()
    proto.dims = tensor.shape.dimensions.map(Int64.init)
    proto.dataType = tensor.element.onnxCode
    if !name.isEmpty { proto.name = name }
    proto.rawData = tensor.withBytes { Data($0) }
    return proto
  }

  private static func value(_ value: ForeignValue) -> ONNXValueInfoProto {
    var proto = ONNXValueInfoProto()
    proto.name = value.name
    proto.type.tensorType.elemType = value.element.onnxCode
    guard !value.rankIsOpen else { return proto }
    proto.type.tensorType.shape.dim = value.extents.map { extent in
      var dimension = ONNXTensorShapeProto.Dimension()
      switch extent {
      case .fixed(let count): dimension.dimValue = Int64(count)
      case .open(let name): if !name.isEmpty { dimension.dimParam = name }
      }
      return dimension
    }
    return proto
  }
}
