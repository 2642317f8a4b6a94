public import Tensors

/// An edit that a pass proposes: nodes to add and values to replace. What nobody reads afterwards disappears.
///
/// Holds only what is new, so that its cost does not grow with the graph. A replacement reads only values that do not
/// depend on what it replaces.
public struct GraphPatch: Sendable {
  /// What a patch changes, without the graph it was written for.
  struct Edit {
    var values: [Value] = []
    var nodes: [Node] = []
    var replacements: [(old: ValueID, new: ValueID)] = []
  }

  private let graph: Graph
  private(set) var edit = Edit()

  public init(_ graph: Graph) { self.graph = graph }

  /// The type of a value of the graph or of the patch.
  public func type(of id: ValueID) -> TensorType { self[id].type }

  public func constant(_ id: ValueID?) -> Tensor? { id.flatMap { self[$0].constant } }

  private subscript(id: ValueID) -> Value {
    let position = id.index - graph.values.count
    return position < 0 ? graph[id] : edit.values[position]
  }

  public mutating func constant(_ tensor: Tensor, name: String = "") -> ValueID {
    let id = ValueID(graph.values.count + edit.values.count)
    edit.values.append(Value(name: name.isEmpty ? "constant\(id.index)" : name, type: tensor.type, constant: tensor))
    return id
  }

  public mutating func append(
    _ op: any Operator, _ inputs: [ValueID?], name: String = "", epilogue: Epilogue = Epilogue()
  ) throws(GraphError) -> [ValueID] {
    let first = graph.values.count + edit.values.count
    let name = name.isEmpty ? "\(Swift.type(of: op).name)_\(first)" : name
    let (node, made) = try Graph.node(op, inputs, name: name, epilogue: epilogue, firstOutput: first, type(of:))
    edit.values += made
    edit.nodes.append(node)
    return node.outputs
  }

  /// Every reader of `old` reads `new` instead; an output of the graph keeps the name of `old`.
  public mutating func replace(_ old: ValueID, with new: ValueID) { edit.replacements.append((old, new)) }
}

extension GraphPatch {
  /// The patch that puts the pieces of a composed operator in the place of a node.
  package init(_ graph: Graph, decomposing node: Node, _ op: any Decomposable) throws(GraphError) {
    self.init(graph)
    var fragment = Graph()
    var inside: [ValueID: ValueID] = [:]
    var outside: [ValueID: ValueID] = [:]
    for id in node.inputs.compactMap({ $0 }) where inside[id] == nil {
      let made =
        graph.constant(id).map { fragment.constant($0, name: graph[id].name) }
        ?? fragment.input(graph[id].name, graph.type(of: id))
      inside[id] = made
      outside[made] = id
    }
    let pieces = try op.decomposition(node.inputs.map { $0.flatMap { inside[$0] } }, in: &fragment)
    for (index, value) in fragment.values.enumerated() where outside[ValueID(index)] == nil {
      if let tensor = value.constant { outside[ValueID(index)] = constant(tensor, name: value.name) }
    }
    for piece in fragment.nodes {
      var epilogue = piece.epilogue
      epilogue.residual = epilogue.residual.flatMap { outside[$0] }
      let inputs = piece.inputs.map { $0.flatMap { outside[$0] } }
      let made = try append(piece.op, inputs, name: "\(node.name)_\(piece.name)", epilogue: epilogue)
      for (old, new) in zip(piece.outputs, made) { outside[old] = new }
    }
    for (id, piece) in zip(node.outputs, pieces) { if let made = outside[piece] { replace(id, with: made) } }
  }
}
