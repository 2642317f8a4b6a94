package import Tensors

/// The foreign graph being written in TFLite's operators.
package struct TFLiteWriting {
  package let graph: Graph
  /// Makers and readers of the graph's values.
  package let index: GraphIndex
  package private(set) var foreign = ForeignGraph()
  private var names: [ValueID: String] = [:]
  private var taken: UniqueNames
  /// Names kept free for the outputs of the graph.
  private let outputNames: [ValueID: String]
  private var shared: [Tensor: String] = [:]
  /// Makers of values that are written when somebody asks for their names.
  private var postponed: [ValueID: @Sendable (inout TFLiteWriting) -> Void] = [:]
  /// Whether layers on reals may hold weights of codes, which TFLite multiplies with activations that it quantizes as it
  /// runs: right for a graph that comes from such a file.
  package let keepsHybrids: Bool

  package init(graph: Graph, keepsHybrids: Bool = false) {
    self.graph = graph
    self.keepsHybrids = keepsHybrids
    index = GraphIndex(graph)
    taken = UniqueNames(graph.inputs.map { graph[$0].name })
    for id in graph.inputs { names[id] = graph[id].name }
    var outputNames: [ValueID: String] = [:]
    let inputs = Set(graph.inputs)
    for id in graph.outputs where outputNames[id] == nil && !inputs.contains(id) && graph.constant(id) == nil {
      if taken.take(graph[id].name) { outputNames[id] = graph[id].name }
    }
    self.outputNames = outputNames
  }

  package func type(of id: ValueID) -> TensorType { graph.type(of: id) }

  /// The name of a value; a constant is written when it is first asked for.
  package mutating func name(_ id: ValueID) -> String {
    if let write = postponed.removeValue(forKey: id) { write(&self) }
    if let name = names[id] { return name }
    let name = graph.constant(id).map { constant($0, name: graph[id].name) } ?? ""
    names[id] = name
    return name
  }

  /// The name of an input of a node; empty for one that is absent.
  package mutating func name(_ node: Node, _ input: Int) -> String {
    guard input < node.inputs.count, let id = node.inputs[input] else { return "" }
    return name(id)
  }

  /// Declares the name of an output.
  package mutating func define(_ id: ValueID) -> String {
    let name = outputNames[id] ?? taken.unique(graph[id].name)
    names[id] = name
    declare(name, type(of: id))
    return name
  }

  /// True for a value that is written already, maybe by the operator before the one that makes it.
  package func isDefined(_ id: ValueID) -> Bool { names[id] != nil }

  /// Declares that a value is a constant.
  package mutating func define(_ id: ValueID, as tensor: Tensor, name: String) {
    names[id] = constant(tensor, name: name)
  }

  /// Writes a value only when somebody asks for its name.
  package mutating func postpone(_ id: ValueID, _ write: @escaping @Sendable (inout TFLiteWriting) -> Void) {
    postponed[id] = write
  }

  /// Declares that a value is what `name` is already, unless it is an output of the graph and needs a name of its own.
  /// - Returns: false when it does.
  package mutating func alias(_ id: ValueID, _ name: String) -> Bool {
    guard outputNames[id] == nil else { return false }
    names[id] = name
    return true
  }

  /// A fresh name for what stands between two operators that one node becomes.
  package mutating func between(_ type: TensorType, _ base: String) -> String {
    let name = taken.unique(base)
    declare(name, type)
    return name
  }

  package mutating func constant(_ tensor: Tensor, name: String) -> String {
    let name = taken.unique(name.isEmpty ? "constant" : name)
    foreign.constants[name] = tensor
    return name
  }

  /// A constant that nodes with equal content share.
  package mutating func sharedConstant(_ tensor: Tensor, name: String) -> String {
    if let known = shared[tensor] { return known }
    let made = constant(tensor, name: name)
    shared[tensor] = made
    return made
  }

  /// int32 numbers: axes, extents, begins. A list is a vector, one number alone may be a scalar.
  package mutating func integers(_ list: [Int], name: String, shape: Shape? = nil) -> String {
    let elements = list.map { Int32(clamping: $0) }
    guard let tensor = try? Tensor(elements, shape: shape ?? [list.count]) else { return "" }
    return sharedConstant(tensor, name: name)
  }

  package mutating func append(
    _ kind: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: ForeignAttribute] = [:]
  ) {
    foreign.nodes.append(
      ForeignNode(
        name: outputs.first ?? "", domain: ForeignNode.tfliteDomain, kind: kind, inputs: inputs, outputs: outputs,
        attributes: attributes))
  }

  /// Writes a node whose inputs and outputs are those of one operator, with the activation of its epilogue.
  package mutating func append(
    _ kind: String, _ node: Node, _ attributes: [String: ForeignAttribute] = [:]
  ) throws(ForeignError) {
    var attributes = attributes
    if let fused = try activation(of: node) { attributes["fused_activation_function"] = .string(fused.rawValue) }
    append(kind, node.inputs.indices.map { name(node, $0) }, node.outputs.map { define($0) }, attributes)
  }

  /// The fused activation of a node; `nil` where there is none.
  /// - Throws: when the epilogue holds what TFLite does not fuse.
  package func activation(of node: Node) throws(ForeignError) -> TFLiteActivation? {
    guard let activation = TFLiteActivation(clamp: node.epilogue.clamp), node.epilogue.residual == nil,
      !node.epilogue.hasFinish
    else { throw refusal(node, "the graph is already fused") }
    return activation == .none ? nil : activation
  }

  package func refusal(_ node: Node, _ problem: String) -> ForeignError {
    .cannotExport(operatorName: Swift.type(of: node.op).name, node: node.name, problem: problem)
  }

  /// Writes what is missing so that every output of the graph exists under its own name.
  /// - Returns: the names, in the order of the graph's outputs.
  package mutating func finishOutputs() -> [String] {
    var finished = Set(graph.inputs.map { graph[$0].name })
    return graph.outputs.map { id in
      let source = name(id)
      if foreign.constants[source] == nil, finished.insert(source).inserted { return source }
      let copy = between(type(of: id), graph[id].name)
      let extents = type(of: id).shape.dimensions
      append("RESHAPE", [source, integers(extents, name: "shape")], [copy], ["new_shape": .ints(extents)])
      finished.insert(copy)
      return copy
    }
  }

  package mutating func setInterface(outputs: [String], name: String) {
    foreign.inputs = graph.inputs.map { ForeignValue(graph[$0].name, type(of: $0)) }
    foreign.outputs = zip(outputs, graph.outputs).map { ForeignValue($0, type(of: $1)) }
    foreign.name = name
    foreign.producer = "keiryo"
  }

  private mutating func declare(_ name: String, _ type: TensorType) {
    foreign.valueTypes[name] = ForeignValue(name, type)
  }
}

extension ForeignValue {
  fileprivate init(_ name: String, _ type: TensorType) {
    self.init(
      name: name, element: type.element, extents: type.shape.dimensions.map { .fixed($0) },
      quantization: type.quantization)
  }
}
