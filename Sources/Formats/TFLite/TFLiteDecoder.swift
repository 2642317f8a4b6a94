import Graphs
import Tensors

/// The tables of a TFLite file → the neutral graph, with every rule checked that needs no operator.
struct TFLiteDecoder {
  let model: FlatTable
  let data: ModelData
  let limits: TFLiteLimits
  /// The tables of `Model.buffers`.
  private(set) var buffers: [FlatTable] = []
  /// Bytes of small buffers, which tensors share.
  var loaded: [Int: Tensor] = [:]
  private var graph = ForeignGraph()

  init(_ model: FlatTable, data: ModelData, limits: TFLiteLimits) {
    self.model = model
    self.data = data
    self.limits = limits
  }

  private typealias Model = TFLiteFields.Model
  private typealias Subgraph = TFLiteFields.Subgraph

  mutating func foreignGraph() throws(FormatError) -> ForeignGraph {
    let version = try model.number(Model.version, default: UInt32(0))
    guard version == TFLiteFields.version else {
      throw .value(model.place(Model.version), expected: "\(TFLiteFields.version)", found: "\(version)")
    }
    buffers = try model.tables(Model.buffers)
    guard let subgraph = try model.tables(Model.subgraphs).first else { throw .missing(model.place(Model.subgraphs)) }
    graph.name = try subgraph.text(Subgraph.name)
    graph.producer = try model.text(Model.description)
    graph.operatorSets[ForeignNode.tfliteDomain] = Int(TFLiteFields.version)
    let tensors = try self.tensors(of: subgraph)
    try addInterface(subgraph, tensors)
    try addOperators(subgraph, tensors)
    return graph
  }

  // MARK: Tensors

  private mutating func tensors(of subgraph: FlatTable) throws(FormatError) -> [ForeignValue] {
    let tables = try subgraph.tables(Subgraph.tensors)
    guard tables.count <= limits.tensors else {
      throw .limit(subgraph.place(Subgraph.tensors), name: "tensors", allowed: limits.tensors, found: tables.count)
    }
    var names = Set<String>()
    var values: [ForeignValue] = []
    for (index, table) in tables.enumerated() {
      var (value, constant) = try tensor(table)
      let stated = value.name.isEmpty ? "tensor\(index)" : value.name
      value.name = stated
      // A number that is the tensor's own: counting up to a free one takes a square of the tensors' count.
      while !names.insert(value.name).inserted { value.name = "\(value.name)_\(index)" }
      if let constant { graph.constants[value.name] = constant }
      values.append(value)
    }
    return values
  }

  // MARK: Inputs and outputs

  private mutating func addInterface(_ subgraph: FlatTable, _ tensors: [ForeignValue]) throws(FormatError) {
    var seen = Set<String>()
    for index in try subgraph.numbers(Subgraph.inputs, as: Int32.self) {
      let value = try tensor(index, tensors, subgraph.place(Subgraph.inputs))
      dropEmptyConstant(value.name)
      guard seen.insert(value.name).inserted, graph.constants[value.name] == nil else {
        throw .duplicate(subgraph.place(Subgraph.inputs), name: value.name)
      }
      graph.inputs.append(value)
    }
    for index in try subgraph.numbers(Subgraph.outputs, as: Int32.self) {
      graph.outputs.append(try tensor(index, tensors, subgraph.place(Subgraph.outputs)))
    }
    guard !graph.outputs.isEmpty else { throw .missing(subgraph.place(Subgraph.outputs)) }
    for value in tensors where !seen.contains(value.name) && graph.constants[value.name] == nil {
      graph.valueTypes[value.name] = value
    }
  }

  /// An extent of 0 makes an empty constant of a tensor without data, unless it turns out to be computed; then the
  /// extents are merely not known yet.
  @discardableResult
  private mutating func dropEmptyConstant(_ name: String) -> Bool {
    guard graph.constants[name]?.count == 0 else { return false }
    graph.constants[name] = nil
    return true
  }

  private func tensor(
    _ index: Int32, _ tensors: [ForeignValue], _ place: @autoclosure () -> FormatError.Place
  ) throws(FormatError) -> ForeignValue {
    guard index >= 0, index < tensors.count else {
      throw .value(place(), expected: "0..<\(tensors.count)", found: "\(index)")
    }
    return tensors[Int(index)]
  }

  // MARK: Operators

  private mutating func addOperators(_ subgraph: FlatTable, _ tensors: [ForeignValue]) throws(FormatError) {
    typealias Field = TFLiteFields.Operator
    let codes = try operatorCodes()
    let operators = try subgraph.tables(Subgraph.operators)
    guard operators.count <= limits.nodes else {
      throw .limit(subgraph.place(Subgraph.operators), name: "nodes", allowed: limits.nodes, found: operators.count)
    }
    // Operators stand in the order in which they run: what is read has been made.
    var known = Set(graph.inputs.map(\.name)).union(graph.constants.keys)
    for value in graph.valueTypes.values where value.isVariable { known.insert(value.name) }
    for table in operators {
      let index = Int(try table.number(Field.code, default: UInt32(0)))
      guard index < codes.count else {
        throw .value(table.place(Field.code), expected: "0..<\(codes.count)", found: "\(index)")
      }
      var node = codes[index].node
      for index in try table.numbers(Field.inputs, as: Int32.self) {
        guard index != -1 else {
          node.inputs.append("")
          continue
        }
        let name = try tensor(index, tensors, table.place(Field.inputs)).name
        guard known.contains(name) else {
          throw .value(table.place(Field.inputs), expected: "a tensor that is made before", found: name)
        }
        node.inputs.append(name)
      }
      for index in try table.numbers(Field.outputs, as: Int32.self) {
        let value = try tensor(index, tensors, table.place(Field.outputs))
        let name = value.name
        if dropEmptyConstant(name) {
          known.remove(name)
          graph.valueTypes[name] = value
        }
        guard known.insert(name).inserted else { throw .duplicate(table.place(Field.outputs), name: name) }
        node.outputs.append(name)
      }
      var between: [String] = []
      for index in try table.numbers(Field.intermediates, as: Int32.self) {
        between.append(index == -1 ? "" : try tensor(index, tensors, table.place(Field.intermediates)).name)
      }
      node.name = node.outputs.first ?? ""
      if let builtin = codes[index].builtin { node.attributes = try attributes(of: table, builtin) }
      if !between.isEmpty { node.attributes["intermediates"] = .strings(between) }
      graph.nodes.append(node)
    }
    for output in graph.outputs where !known.contains(output.name) {
      throw .value(subgraph.place(Subgraph.outputs), expected: "a tensor that is made", found: output.name)
    }
  }
}
