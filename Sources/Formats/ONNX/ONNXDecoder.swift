import Graphs
import Tensors

/// Decoded messages → the neutral graph, with every rule checked that needs no operator.
struct ONNXDecoder {
  let file: String
  let limits: ONNXLimits
  let data: ModelData

  func place(_ field: String) -> FormatError.Place { FormatError.Place(file: file, field: field) }

  func foreignGraph(_ model: ONNXModelProto) throws(FormatError) -> ForeignGraph {
    guard model.hasGraph, model.hasIrVersion else {
      throw .notThisFormat(place(model.hasGraph ? "ir_version" : "graph"), format: "ONNX")
    }
    guard model.functions.isEmpty else { throw .refused(place("functions"), feature: "function") }
    guard model.trainingInfo.isEmpty else { throw .refused(place("training_info"), feature: "training") }
    var graph = ForeignGraph()
    graph.producer = model.producerName
    graph.operatorSets = try operatorSets(model)
    for entry in model.metadataProps {
      guard graph.metadata.updateValue(entry.value, forKey: entry.key) == nil else {
        throw .duplicate(place("metadata_props"), name: entry.key)
      }
    }
    try fill(&graph, from: model.graph, "graph")
    return graph
  }

  /// A graph inside an attribute.
  /// - Parameter operatorSets: those of the model.
  func subgraph(_ proto: ONNXGraphProto, _ field: String, operatorSets: [String: Int]) throws(FormatError)
    -> ForeignGraph
  {
    var graph = ForeignGraph()
    graph.operatorSets = operatorSets
    try fill(&graph, from: proto, field)
    return graph
  }

  private func fill(_ graph: inout ForeignGraph, from proto: ONNXGraphProto, _ path: String) throws(FormatError) {
    guard proto.sparseInitializer.isEmpty else {
      throw .refused(place(path + ".sparse_initializer"), feature: "sparse tensor")
    }
    graph.name = proto.name
    for (index, tensor) in proto.initializer.enumerated() {
      let field = "\(path).initializer[\(index)]"
      guard !tensor.name.isEmpty else { throw .missing(place(field + ".name")) }
      guard graph.constants.updateValue(try self.tensor(tensor, field), forKey: tensor.name) == nil else {
        throw .duplicate(place(field), name: tensor.name)
      }
    }
    // Before IR version 4 every initializer was listed as an input, too.
    for (index, value) in proto.input.enumerated() where graph.constants[value.name] == nil {
      graph.inputs.append(try interface(value, "\(path).input[\(index)]", isInside: path != "graph"))
    }
    for (index, value) in proto.output.enumerated() {
      graph.outputs.append(try interface(value, "\(path).output[\(index)]", isInside: path != "graph"))
    }
    guard !graph.outputs.isEmpty else { throw .missing(place(path + ".output")) }
    for (index, value) in proto.valueInfo.enumerated() where value.type.tensorType.hasShape {
      graph.valueTypes[value.name] = try self.value(value, "\(path).value_info[\(index)]")
    }
    try addNodes(proto.node, to: &graph, path)
  }

  private func operatorSets(_ model: ONNXModelProto) throws(FormatError) -> [String: Int] {
    var sets: [String: Int] = [:]
    for (index, set) in model.opsetImport.enumerated() {
      let field = "opset_import[\(index)]"
      guard (1...10_000).contains(set.version) else {
        throw .value(place(field + ".version"), expected: "1...10000", found: "\(set.version)")
      }
      let domain = ONNXDecoder.canonical(set.domain)
      guard sets.updateValue(Int(set.version), forKey: domain) == nil else {
        throw .duplicate(place(field), name: set.domain)
      }
    }
    return sets
  }

  private func addNodes(
    _ nodes: [ONNXNodeProto], to graph: inout ForeignGraph, _ path: String
  ) throws(FormatError) {
    var made = Set(graph.inputs.map(\.name)).union(graph.constants.keys)
    guard made.count == graph.inputs.count + graph.constants.count else {
      throw .duplicate(place(path + ".input"), name: graph.inputs.first?.name ?? "")
    }
    for (index, node) in nodes.enumerated() {
      let field = "\(path).node[\(index)]"
      guard !node.opType.isEmpty else { throw .missing(place(field + ".op_type")) }
      let domain = ONNXDecoder.canonical(node.domain)
      guard let version = graph.operatorSets[domain] else { throw .missing(place("opset_import[\(node.domain)]")) }
      for output in node.output where !output.isEmpty {
        guard made.insert(output).inserted else { throw .duplicate(place(field + ".output"), name: output) }
      }
      var foreign = ForeignNode(
        name: node.name.isEmpty ? node.output.first ?? "" : node.name, domain: domain, kind: node.opType,
        version: version, inputs: node.input, outputs: node.output)
      for attribute in node.attribute {
        let value = try self.attribute(
          attribute, "\(field).attribute[\(attribute.name)]", operatorSets: graph.operatorSets)
        guard foreign.attributes.updateValue(value, forKey: attribute.name) == nil else {
          throw .duplicate(place(field + ".attribute"), name: attribute.name)
        }
      }
      if domain.isEmpty, node.opType == "Constant" {
        guard node.output.count == 1, node.input.isEmpty, foreign.attributes.count == 1 else {
          throw .value(place(field), expected: "one output and one attribute", found: "\(foreign.attributes.count)")
        }
        graph.constants[node.output[0]] = try constant(foreign, field)
      } else {
        graph.nodes.append(foreign)
      }
    }
  }

  /// "ai.onnx" is the written-out form of the default domain.
  private static func canonical(_ domain: String) -> String { domain == "ai.onnx" ? "" : domain }

  /// An input or output. Inside a subgraph it may come without a type, which then is that of what it is given.
  private func interface(
    _ value: ONNXValueInfoProto, _ field: String, isInside: Bool
  ) throws(FormatError) -> ForeignValue {
    guard isInside, !value.hasType, !value.name.isEmpty else { return try self.value(value, field) }
    return ForeignValue(name: value.name, element: .float32, extents: [], rankIsOpen: true)
  }

  private func value(_ value: ONNXValueInfoProto, _ field: String) throws(FormatError) -> ForeignValue {
    guard !value.name.isEmpty else { throw .missing(place(field + ".name")) }
    guard case .tensorType(let type)? = value.type.value else {
      throw .refused(place(field + ".type"), feature: "value that is no tensor")
    }
    guard let element = ElementType(onnxCode: type.elemType) else {
      throw .elementType(place(field + ".type.elem_type"), found: "\(type.elemType)")
    }
    guard type.shape.dim.count <= limits.rank else {
      throw .limit(place(field + ".type.shape"), name: "rank", allowed: limits.rank, found: type.shape.dim.count)
    }
    var extents: [ForeignValue.Extent] = []
    for dimension in type.shape.dim {
      switch dimension.value {
      case .dimValue(let extent) where extent > 0:
        guard extent <= Int64(Int32.max) else { throw .shape(place(field + ".type.shape"), found: [Int(extent)]) }
        extents.append(.fixed(Int(extent)))
      // Exporters write 0 and −1 for an extent that is not known.
      case .dimValue(0), .dimValue(-1), nil: extents.append(.open(""))
      case .dimValue(let extent): throw .shape(place(field + ".type.shape"), found: [Int(extent)])
      case .dimParam(let name): extents.append(.open(name))
      }
    }
    return ForeignValue(name: value.name, element: element, extents: extents, rankIsOpen: !type.hasShape)
  }
}
