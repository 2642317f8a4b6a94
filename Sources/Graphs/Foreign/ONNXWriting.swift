package import Tensors

/// The foreign graph being written. Image batches are written in NCHW; the context transposes at the border between
/// image operators and operators that see plain axes, and only there.
package struct ONNXWriting {
  private struct Forms {
    var asGiven: String?
    var channelsFirst: String?
  }

  package let graph: Graph
  /// Makers and readers of the graph's values.
  package let index: GraphIndex
  /// The operator set that is written: ours, or the first one that has every operator of the graph.
  package let version: Int
  package private(set) var foreign = ForeignGraph()
  private var forms: [ValueID: Forms] = [:]
  private var taken: UniqueNames
  /// Names kept free for the outputs of the graph, in the axis order they have there.
  private let outputNames: [ValueID: String]
  private var nodeNames: Set<String> = []
  private var shared: [Tensor: String] = [:]

  package init(graph: Graph) {
    self.graph = graph
    index = GraphIndex(graph)
    version = graph.nodes.reduce(ForeignNode.exportVersion) { version, node in
      let own = (node.op as? any ONNXWritable).map { Swift.type(of: $0).onnxVersion } ?? 0
      return (node.operands + node.outputs).reduce(max(version, own)) { max($0, graph.type(of: $1).onnxVersion) }
    }
    let inputs = Set(graph.inputs)
    taken = UniqueNames(graph.inputs.map { graph[$0].name })
    for id in graph.inputs { forms[id, default: Forms()].asGiven = graph[id].name }
    var names: [ValueID: String] = [:]
    for id in graph.outputs where names[id] == nil && !inputs.contains(id) {
      if taken.take(graph[id].name) { names[id] = graph[id].name }
    }
    outputNames = names
  }

  package func type(of id: ValueID) -> TensorType { graph.type(of: id) }

  /// True when the value already exists in NCHW.
  package func hasChannelsFirst(_ id: ValueID) -> Bool { forms[id]?.channelsFirst != nil }

  /// The name of a value with the axes it has in the graph.
  package mutating func asGiven(_ id: ValueID) -> String {
    if let name = forms[id]?.asGiven { return name }
    if let tensor = graph.constant(id) {
      let name = constant(tensor, name: graph[id].name)
      forms[id, default: Forms()].asGiven = name
      return name
    }
    return transposed(forms[id]?.channelsFirst ?? "", ImageLayout.toChannelsLast) {
      $0[id, default: Forms()].asGiven = $1
    }
  }

  /// The name of a rank-4 value in NCHW.
  package mutating func channelsFirst(_ id: ValueID) -> String {
    if let name = forms[id]?.channelsFirst { return name }
    if let tensor = graph.constant(id) {
      let name = constant(tensor.transposed(ImageLayout.toChannelsFirst), name: graph[id].name)
      forms[id, default: Forms()].channelsFirst = name
      return name
    }
    return transposed(forms[id]?.asGiven ?? "", ImageLayout.toChannelsFirst) {
      $0[id, default: Forms()].channelsFirst = $1
    }
  }

  /// Declares a fresh name for an output with the axes it has in the graph.
  package mutating func define(_ id: ValueID) -> String {
    let name = outputNames[id] ?? taken.unique(graph[id].name)
    forms[id, default: Forms()].asGiven = name
    return name
  }

  /// Declares a fresh name for a rank-4 output that is written in NCHW.
  package mutating func defineChannelsFirst(_ id: ValueID) -> String {
    let name = taken.unique(graph[id].name)
    forms[id, default: Forms()].channelsFirst = name
    return name
  }

  /// Declares that an output is an already written name, seen with the axes it has in the graph or in NCHW.
  package mutating func alias(_ id: ValueID, asGiven name: String) { forms[id, default: Forms()].asGiven = name }
  package mutating func alias(_ id: ValueID, channelsFirst name: String) {
    forms[id, default: Forms()].channelsFirst = name
  }

  package mutating func constant(_ tensor: Tensor, name: String) -> String {
    let name = taken.unique(name)
    foreign.constants[name] = tensor
    return name
  }

  /// A constant that nodes with equal content share: scales and zero points.
  package mutating func sharedConstant(_ tensor: Tensor, name: String) -> String {
    if let known = shared[tensor] { return known }
    let made = constant(tensor, name: name)
    shared[tensor] = made
    return made
  }

  /// A fresh name for reals made from constant codes.
  package mutating func constantOutput(_ base: String) -> String { taken.unique(base + "_r") }

  /// Adds a node. ONNX Runtime refuses a file in which two nodes have one name, so a second one gets a number.
  package mutating func append(
    _ kind: String, domain: String = "", named name: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: ForeignAttribute] = [:]
  ) {
    var unique = name
    var suffix = 1
    while !name.isEmpty, !nodeNames.insert(unique).inserted {
      suffix += 1
      unique = "\(name)_\(suffix)"
    }
    foreign.nodes.append(
      ForeignNode(
        name: unique, domain: domain, kind: kind, version: domain.isEmpty ? version : 1, inputs: inputs,
        outputs: outputs, attributes: attributes))
  }

  /// True for what can stand beside an image in NCHW: an image, a single number, or a constant that can be permuted.
  private func isImageOperand(_ id: ValueID) -> Bool {
    let shape = type(of: id).shape
    return shape.rank == 4 || shape.count == 1 || graph.constant(id) != nil
  }

  /// Writes an element-wise node: in NCHW as soon as one operand is, otherwise as given.
  package mutating func appendElementwise(
    _ kind: String, _ node: Node, _ attributes: [String: ForeignAttribute] = [:]
  ) {
    let operands = node.inputs.compactMap { $0 }
    let image =
      operands.contains(where: hasChannelsFirst) && node.outputs.allSatisfy { type(of: $0).shape.rank == 4 }
      && operands.allSatisfy(isImageOperand)
    let inputs = operands.map { id -> String in
      guard image, type(of: id).shape.count > 1 else { return asGiven(id) }
      if let tensor = graph.constant(id) { return constant(tensor.broadcastToChannelsFirst(), name: graph[id].name) }
      return channelsFirst(id)
    }
    let outputs = node.outputs.map { image ? defineChannelsFirst($0) : define($0) }
    append(kind, named: node.name, inputs, outputs, attributes)
  }

  /// Writes what is missing so that every output of the graph exists under its own name, with its own axes.
  /// - Returns: the names, in the order of the graph's outputs.
  package mutating func finishOutputs() -> [String] {
    var finished = Set<String>()
    return graph.outputs.map { id in
      if let form = forms[id]?.asGiven, form == outputNames[id], finished.insert(form).inserted { return form }
      let claimed = outputNames[id].flatMap { finished.insert($0).inserted ? $0 : nil }
      let name = claimed ?? taken.unique(graph[id].name)
      if forms[id]?.asGiven == nil, graph.constant(id) == nil, let source = forms[id]?.channelsFirst {
        append("Transpose", named: name, [source], [name], ["perm": .ints(ImageLayout.toChannelsLast)])
        forms[id]?.asGiven = name
      } else {
        append("Identity", named: name, [asGiven(id)], [name])
      }
      return name
    }
  }

  package mutating func setInterface(inputs: [ForeignValue], outputs: [ForeignValue], name: String) {
    foreign.inputs = inputs
    foreign.outputs = outputs
    foreign.name = name
    foreign.producer = "keiryo"
    foreign.operatorSets[""] = version
    for node in foreign.nodes where !node.domain.isEmpty { foreign.operatorSets[node.domain] = 1 }
  }

  private mutating func transposed(
    _ source: String, _ permutation: [Int], _ store: (inout [ValueID: Forms], String) -> Void
  ) -> String {
    let name = taken.unique(source + (permutation == ImageLayout.toChannelsLast ? "_nhwc" : "_nchw"))
    append("Transpose", named: name, [source], [name], ["perm": .ints(permutation)])
    store(&forms, name)
    return name
  }
}

extension TensorType {
  /// The version of ONNX's operator set since which it has such values.
  fileprivate var onnxVersion: Int {
    switch element {
    case .int2, .uint2: return 25
    case .int4, .uint4: return 21
    case .int16, .uint16: return quantization == nil ? 0 : 21
    default: return quantization?.block == nil ? 0 : 21
    }
  }
}

extension Tensor {
  /// A tensor of rank ≤ 4 that broadcasts against NHWC, permuted so that it broadcasts against NCHW.
  package func broadcastToChannelsFirst() -> Tensor {
    let padded = [Int](repeating: 1, count: max(0, 4 - shape.rank)) + shape.dimensions
    guard padded.count == 4, let image = try? reshaped(to: Shape(padded)) else { return self }
    return image.transposed(ImageLayout.toChannelsFirst)
  }
}
