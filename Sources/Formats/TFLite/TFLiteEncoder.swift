import Graphs
import Tensors

/// The neutral graph → the tables of a TFLite file, in one order for equal graphs.
struct TFLiteEncoder: ~Copyable {
  private let graph: ForeignGraph
  private var builder: FlatBufferBuilder
  /// The tensors of the file: inputs, then what each node reads and makes.
  private var names: [String] = []
  private var positions: [String: Int32] = [:]
  private let stated: [String: ForeignValue]

  private typealias Reference = FlatBufferBuilder.Reference
  private typealias Field = FlatBufferBuilder.Field

  init(_ graph: ForeignGraph) {
    self.graph = graph
    let bytes = graph.constants.values.reduce(0) { $0 + $1.byteCount + 64 }
    builder = FlatBufferBuilder(capacity: bytes + 512 * (graph.nodes.count + graph.constants.count) + 4096)
    stated = Dictionary((graph.inputs + graph.outputs).map { ($0.name, $0) }) { first, _ in first }
      .merging(graph.valueTypes) { first, _ in first }
    for name in graph.inputs.map(\.name) + graph.nodes.flatMap({ $0.inputs + $0.outputs }) + graph.outputs.map(\.name)
    where !name.isEmpty && positions[name] == nil {
      positions[name] = Int32(truncatingIfNeeded: names.count)
      names.append(name)
    }
  }

  /// - Throws: ``FormatError`` for an operator, an option or a type that TFLite does not have.
  consuming func bytes() throws(FormatError) -> [UInt8] {
    let buffers = try self.buffers()
    var tensors: [Reference] = []
    for (index, name) in names.enumerated() { tensors.append(try tensor(name, index, buffers.places)) }
    let (codes, operators) = try self.operators()
    let subgraph = builder.table(
      fields([
        (TFLiteFields.Subgraph.tensors, .reference(builder.vector(tensors))),
        (TFLiteFields.Subgraph.inputs, .reference(builder.vector(graph.inputs.map { position($0.name) }))),
        (TFLiteFields.Subgraph.outputs, .reference(builder.vector(graph.outputs.map { position($0.name) }))),
        (TFLiteFields.Subgraph.operators, .reference(builder.vector(operators))),
        (TFLiteFields.Subgraph.name, .reference(builder.string(graph.name))),
      ]))
    let signature = self.signature()
    let model = builder.table(
      fields([
        (TFLiteFields.Model.version, .uint32(TFLiteFields.version)),
        (TFLiteFields.Model.operatorCodes, .reference(builder.vector(codes))),
        (TFLiteFields.Model.subgraphs, .reference(builder.vector([subgraph]))),
        (TFLiteFields.Model.description, .reference(builder.string(graph.producer))),
        (TFLiteFields.Model.buffers, .reference(builder.vector(buffers.tables))),
        (TFLiteFields.Model.signatures, .reference(builder.vector([signature]))),
      ]))
    return builder.finished(root: model, identifier: TFLiteFields.identifier)
  }

  // MARK: Tensors

  /// The data of the constants behind an empty first buffer, which stands for none.
  private mutating func buffers() throws(FormatError) -> (tables: [Reference], places: [String: UInt32]) {
    var tables = [builder.table([])]
    var places: [String: UInt32] = [:]
    for name in names {
      guard let tensor = graph.constants[name] else { continue }
      let data = tensor.withBytes { builder.vector(bytes: $0, count: $0.count, alignment: 16) }
      guard tensor.isWhole else { throw .undecodable(place("buffers", name), problem: "its file has changed") }
      places[name] = UInt32(truncatingIfNeeded: tables.count)
      tables.append(builder.table(fields([(TFLiteFields.Buffer.data, .reference(data))])))
    }
    return (tables, places)
  }

  private mutating func tensor(
    _ name: String, _ index: Int, _ buffers: [String: UInt32]
  ) throws(FormatError) -> Reference {
    guard let type = type(of: name), let code = type.element.tfliteCode else {
      throw .elementType(place("tensors", name), found: type(of: name)?.element.rawValue ?? "none")
    }
    let value = stated[name]
    let shape = builder.vector(type.shape.dimensions.map { Int32(clamping: $0) })
    let text = builder.string(name)
    let parameters = type.quantization.map { quantization($0) }
    var list: [(FlatField, Field?)] = [
      (TFLiteFields.Tensor.shape, .reference(shape)), (TFLiteFields.Tensor.type, .int8(Int8(truncatingIfNeeded: code))),
      (TFLiteFields.Tensor.buffer, .uint32(buffers[name] ?? 0)), (TFLiteFields.Tensor.name, .reference(text)),
      (TFLiteFields.Tensor.quantization, parameters.map { .reference($0) }),
      (TFLiteFields.Tensor.isVariable, value?.isVariable == true ? .uint8(1) : nil),
      (TFLiteFields.Tensor.hasRank, .uint8(1)),
    ]
    if let extents = value?.extents, extents.contains(where: \.isOpen), graph.constants[name] == nil {
      let signature = builder.vector(extents.map { $0.isOpen ? Int32(-1) : Int32(clamping: $0.count) })
      list.append((TFLiteFields.Tensor.shapeSignature, .reference(signature)))
    }
    return builder.table(fields(list))
  }

  private mutating func quantization(_ parameters: QuantizationParameters) -> Reference {
    let scales = builder.vector(parameters.scales)
    let zeros = builder.vector(parameters.zeroPoints.map { Int64($0) })
    return builder.table(
      fields([
        (TFLiteFields.Quantization.scale, .reference(scales)),
        (TFLiteFields.Quantization.zeroPoint, .reference(zeros)),
        (TFLiteFields.Quantization.axis, parameters.axis.map { .int32(Int32(clamping: $0)) }),
      ]))
  }

  private func type(of name: String) -> TensorType? {
    if let tensor = graph.constants[name] { return tensor.type }
    return stated[name].map {
      TensorType($0.element, Shape($0.extents.map(\.count)), quantization: $0.quantization)
    }
  }

  // MARK: Operators

  private mutating func operators() throws(FormatError) -> (codes: [Reference], operators: [Reference]) {
    struct Code: Hashable {
      let builtin: Int
      let version: Int
    }
    var known: [Code: Int] = [:]
    var codes: [Reference] = []
    var operators: [Reference] = []
    for node in graph.nodes {
      guard node.domain == ForeignNode.tfliteDomain, let builtin = TFLiteOperator.named(node.kind) else {
        throw .value(place("operators", node.name), expected: "an operator of TFLite", found: node.kind)
      }
      let version = TFLiteVersion.lowest(
        for: node, inputs: node.inputs.map { type(of: $0) }, output: node.outputs.first.flatMap { type(of: $0) })
      let code = Code(builtin: builtin.code, version: version)
      if known[code] == nil {
        known[code] = codes.count
        codes.append(
          builder.table(
            fields([
              (TFLiteFields.OperatorCode.deprecatedBuiltin, .int8(Int8(min(builtin.code, 127)))),
              (TFLiteFields.OperatorCode.version, .int32(Int32(version))),
              (TFLiteFields.OperatorCode.builtin, .int32(Int32(builtin.code))),
            ])))
      }
      let options = builtin.options.tag == 0 ? nil : try self.options(of: node, builtin.options)
      let inputs = builder.vector(node.inputs.map { position($0) })
      let outputs = builder.vector(node.outputs.map { position($0) })
      operators.append(
        builder.table(
          fields([
            (TFLiteFields.Operator.code, .uint32(UInt32(known[code] ?? 0))),
            (TFLiteFields.Operator.inputs, .reference(inputs)), (TFLiteFields.Operator.outputs, .reference(outputs)),
            (TFLiteFields.Operator.optionsType, options.map { _ in .uint8(UInt8(builtin.options.tag)) }),
            (TFLiteFields.Operator.options, options.map { .reference($0) }),
          ])))
    }
    return (codes, operators)
  }

  /// Options that have their default are left out.
  private mutating func options(of node: ForeignNode, _ options: TFLiteOptions) throws(FormatError) -> Reference {
    var list: [(FlatField, Field?)] = []
    for option in options.fields {
      guard let attribute = node.attributes[option.field.name] else { continue }
      switch (option.kind, attribute) {
      case (.int(let usual), .int(let value)):
        list.append((option.field, value == Int(usual) ? nil : .int32(Int32(clamping: value))))
      case (.float, .float(let value)): list.append((option.field, value == 0 ? nil : .float(value)))
      case (.flag(let usual), .int(let value)):
        list.append((option.field, (value != 0) == usual ? nil : .uint8(value != 0 ? 1 : 0)))
      case (.ints, .ints(let values)):
        list.append((option.field, .reference(builder.vector(values.map { Int32(clamping: $0) }))))
      case (.choice(let enumeration), .string(let value)):
        guard let number = enumeration.names.firstIndex(of: value) else {
          throw .value(place(option.field.name, node.name), expected: "\(enumeration.names)", found: value)
        }
        list.append((option.field, number == 0 ? nil : .int8(Int8(truncatingIfNeeded: number))))
      default: throw .value(place(option.field.name, node.name), expected: "\(option.kind)", found: "\(attribute)")
      }
    }
    return builder.table(fields(list))
  }

  // MARK: Pieces

  /// The names under which the model is called.
  private mutating func signature() -> Reference {
    func maps(_ values: [ForeignValue]) -> [(name: String, tensor: Int32)] {
      values.map { ($0.name, position($0.name)) }
    }
    var lists: [Reference] = []
    for list in [maps(graph.inputs), maps(graph.outputs)] {
      var tables: [Reference] = []
      for entry in list {
        let name = builder.string(entry.name)
        tables.append(
          builder.table(
            fields([
              (TFLiteFields.TensorMap.name, .reference(name)),
              (TFLiteFields.TensorMap.tensor, .uint32(UInt32(max(entry.tensor, 0)))),
            ])))
      }
      lists.append(builder.vector(tables))
    }
    let key = builder.string("serving_default")
    return builder.table(
      fields([
        (TFLiteFields.Signature.inputs, .reference(lists[0])), (TFLiteFields.Signature.outputs, .reference(lists[1])),
        (TFLiteFields.Signature.key, .reference(key)), (TFLiteFields.Signature.subgraph, .uint32(0)),
      ]))
  }

  /// −1 for an optional input that is absent.
  private func position(_ name: String) -> Int32 { positions[name] ?? -1 }

  /// Fields by their numbers.
  private func fields(_ list: [(FlatField, Field?)]) -> [Field?] {
    var fields = [Field?](repeating: nil, count: (list.map { $0.0.id }.max() ?? -1) + 1)
    for (field, value) in list { fields[field.id] = value }
    return fields
  }

  private func place(_ field: String, _ name: String) -> FormatError.Place {
    FormatError.Place(file: graph.name, field: "\(field)[\(name)]")
  }
}

extension ForeignValue.Extent {
  fileprivate var isOpen: Bool {
    if case .open = self { return true }
    return false
  }

  /// 1 while it is open.
  fileprivate var count: Int {
    if case .fixed(let count) = self { return count }
    return 1
  }
}
