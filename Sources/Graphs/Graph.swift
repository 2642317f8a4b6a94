public import Tensors

/// A model: the only representation there is, from definition or file through training and compression to the runtime.
///
/// Nodes are in an order in which every value is made before it is read. Values are never renumbered by an edit.
public struct Graph: Sendable {
  public var name: String
  public private(set) var values: [Value] = []
  public private(set) var nodes: [Node] = []
  public private(set) var inputs: [ValueID] = []
  public var outputs: [ValueID] = []
  /// How operators on codes compute in the engine that the model was made for.
  package var arithmetic = QuantizedArithmetic.onnx

  public init(name: String = "model") { self.name = name }

  public subscript(id: ValueID) -> Value { values[id.index] }
  public func type(of id: ValueID) -> TensorType { values[id.index].type }
  public func constant(_ id: ValueID?) -> Tensor? { id.flatMap { values[$0.index].constant } }

  /// Constants that some node or output reads, in order of first use.
  public var constants: [ValueID] {
    var seen = Set<ValueID>()
    return (nodes.flatMap(\.operands) + outputs).filter { self[$0].constant != nil && seen.insert($0).inserted }
  }

  // MARK: Building

  @discardableResult
  public mutating func input(_ name: String, _ type: TensorType) -> ValueID {
    let id = value(Value(name: name, type: type, constant: nil))
    inputs.append(id)
    return id
  }

  public mutating func constant(_ tensor: Tensor, name: String = "") -> ValueID {
    value(Value(name: name.isEmpty ? "constant\(values.count)" : name, type: tensor.type, constant: tensor))
  }

  /// Appends a node and infers the types of its outputs.
  /// - Throws: ``GraphError/typeInference(node:operatorName:cause:)`` when the operator does not take these inputs.
  @discardableResult
  public mutating func append(
    _ op: any Operator, _ inputs: [ValueID?], name: String = "", outputNames: [String] = [],
    epilogue: Epilogue = Epilogue()
  ) throws(GraphError) -> [ValueID] {
    let name = name.isEmpty ? "\(Swift.type(of: op).name)_\(nodes.count)" : name
    let (node, made) = try Graph.node(
      op, inputs, name: name, outputNames: outputNames, epilogue: epilogue, firstOutput: values.count, type(of:))
    values += made
    nodes.append(node)
    return node.outputs
  }

  /// ``append(_:_:name:outputNames:epilogue:)`` for the many operators with one output.
  public mutating func apply(
    _ op: any Operator, _ inputs: ValueID?..., name: String = "", epilogue: Epilogue = Epilogue()
  ) throws(GraphError) -> ValueID {
    let outputs = try append(op, inputs, name: name, epilogue: epilogue)
    guard let first = outputs.first else { throw .malformed("\(Swift.type(of: op).name) has no output") }
    return first
  }

  // MARK: Editing, for passes and transforms

  public mutating func setConstant(_ id: ValueID, _ tensor: Tensor) {
    values[id.index].constant = tensor
    values[id.index].type = tensor.type
  }

  public mutating func rename(_ id: ValueID, _ name: String) { values[id.index].name = name }

  package mutating func setNodes(_ nodes: [Node]) { self.nodes = nodes }
  package mutating func dropConstant(_ id: ValueID) { values[id.index].constant = nil }
  package mutating func extend(values: [Value]) { self.values += values }
  package mutating func setInputs(_ inputs: [ValueID]) { self.inputs = inputs }
  package mutating func setType(_ id: ValueID, _ type: TensorType) { values[id.index].type = type }

  private mutating func value(_ value: Value) -> ValueID {
    values.append(value)
    return ValueID(values.count - 1)
  }
}

extension Graph {
  /// A node and the values it makes, numbered from `firstOutput` on.
  static func node(
    _ op: any Operator, _ inputs: [ValueID?], name: String, outputNames: [String] = [], epilogue: Epilogue,
    firstOutput: Int, _ type: (ValueID) -> TensorType
  ) throws(GraphError) -> (node: Node, values: [Value]) {
    let types = try inferredTypes(op, inputs, epilogue: epilogue, nodeName: name, type)
    let values = types.enumerated().map { index, type in
      let fallback = index == 0 ? name : "\(name):\(index)"
      return Value(name: index < outputNames.count ? outputNames[index] : fallback, type: type, constant: nil)
    }
    let outputs = values.indices.map { ValueID(firstOutput + $0) }
    return (Node(name: name, op: op, inputs: inputs, outputs: outputs, epilogue: epilogue), values)
  }

  /// Output types of `op` on these values, with the epilogue taken into account.
  package func inferredTypes(
    _ op: any Operator, _ inputs: [ValueID?], epilogue: Epilogue, nodeName: String
  ) throws(GraphError) -> [TensorType] {
    try Graph.inferredTypes(op, inputs, epilogue: epilogue, nodeName: nodeName, type(of:))
  }

  private static func inferredTypes(
    _ op: any Operator, _ inputs: [ValueID?], epilogue: Epilogue, nodeName: String, _ type: (ValueID) -> TensorType
  ) throws(GraphError) -> [TensorType] {
    let stored = inputs.map { $0.map(type) }
    let types = op.actsOnCodes ? stored : stored.map { $0?.dequantized }
    var results: [TensorType]
    do {
      results = try op.outputTypes(for: types)
      for result in results { try result.checkExtents() }
    } catch { throw .typeInference(node: nodeName, operatorName: Swift.type(of: op).name, cause: error) }
    guard !epilogue.isEmpty, let first = results.first else { return results }
    if let residual = epilogue.residual, type(residual).shape != first.shape {
      throw .malformed("\(nodeName): residual \(type(residual)) does not match \(first)")
    }
    if let output = epilogue.output {
      results[0] = TensorType(output.element, first.shape, quantization: output.parameters)
    }
    if let table = epilogue.lookup {
      guard epilogue.output?.element.bitWidth == 8 else { throw .malformed("\(nodeName): a table without codes") }
      results[0] = TensorType(table.element, first.shape, quantization: table.parameters)
    }
    return results
  }

  /// Runs type inference again from the inputs, for another batch size for example.
  public func retyped(inputs types: [TensorType]) throws(GraphError) -> Graph {
    guard types.count == inputs.count else {
      throw .malformed("\(types.count) types for \(inputs.count) inputs")
    }
    var graph = self
    for (id, type) in zip(inputs, types) {
      do { try type.checkExtents() } catch {
        throw .typeInference(node: self[id].name, operatorName: "input", cause: error)
      }
      graph.setType(id, type)
    }
    for node in nodes {
      let types = try graph.inferredTypes(node.op, node.inputs, epilogue: node.epilogue, nodeName: node.name)
      for (id, type) in zip(node.outputs, types) { graph.setType(id, type) }
    }
    return graph
  }

  /// The same model for another number of samples along the first axis of every input.
  public func batched(_ count: Int) throws(GraphError) -> Graph {
    var types: [TensorType] = []
    for id in inputs {
      var type = self.type(of: id)
      guard type.shape.rank > 0 else { throw .malformed("input \(self[id].name) has no batch axis") }
      type.shape = type.shape.replacing(axis: 0, with: count)
      types.append(type)
    }
    return try retyped(inputs: types)
  }
}

extension Graph {
  /// Turns constants into inputs, behind the present ones: weights that training updates.
  public mutating func promoteToInputs(_ constants: [ValueID]) {
    for id in constants where values[id.index].constant != nil {
      values[id.index].constant = nil
      inputs.append(id)
    }
  }

  /// Weights in parameter positions of operators: what training may update, in order of first use. A constant that
  /// several operators read is what the first of them takes it for.
  public var parameters: [ValueID] {
    var seen = Set<ValueID>()
    return nodes.flatMap { node in
      let operatorType = Swift.type(of: node.op)
      return operatorType.parameterInputs.compactMap { $0 < node.inputs.count ? node.inputs[$0] : nil }.filter { id in
        guard let constant = self[id].constant, constant.element == .float32, seen.insert(id).inserted else {
          return false
        }
        return operatorType.isWeight(constant)
      }
    }
  }
}

extension TensorType {
  /// Extents whose products are numbers, so that sizes and strides can be computed without a further check.
  fileprivate func checkExtents() throws(TypeInferenceError) {
    do { _ = try Shape(checking: shape.dimensions) } catch { throw .shape("\(shape) is too large") }
  }
}
