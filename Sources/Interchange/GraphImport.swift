package import Graphs
private import Operators
import Tensors

extension ModelFile {
  /// Recognizes every node that an output depends on; other nodes are left out, whatever they are.
  /// - Parameter binding: settles what the file leaves open.
  /// - Throws: ``InterchangeError/foreign(_:)`` for an operator, attribute or extent that is not understood.
  package static func graph(
    from foreign: ForeignGraph, binding: ModelBinding = ModelBinding()
  ) throws(InterchangeError) -> Graph {
    try bound(from: foreign, binding).graph
  }

  /// ``graph(from:binding:)``, with the inputs whose tensors the graph was made for.
  package static func bound(
    from foreign: ForeignGraph, _ binding: ModelBinding
  ) throws(InterchangeError) -> BoundModel {
    guard (1...Int(Int32.max)).contains(binding.batch) else { throw .batch(binding.batch) }
    do {
      if foreign.operatorSets[ForeignNode.tfliteDomain] != nil { return try tfliteGraph(from: foreign, binding) }
      var reading = ONNXReading(graph: Graph(name: foreign.name)) { Transpose($0) }
      let nodes = foreign.neededNodes
      try defineInputs(of: foreign, binding, in: &reading)
      defineConstants(of: foreign, readBy: nodes, in: &reading)
      for node in nodes { try read(node, into: &reading) }
      try defineOutputs(foreign, in: &reading)
      return try bound(reading.graph, reading.fixedInputs, binding)
    } catch let error as ForeignError { throw .foreign(error) } catch let error as GraphError {
      throw .graph(error)
    } catch { throw .graph(.malformed("\(error)")) }
  }

  /// The graph that was read, checked, with the tensors of the inputs that it was made for.
  static func bound(
    _ graph: Graph, _ fixedInputs: Set<ValueID>, _ binding: ModelBinding
  ) throws(GraphError) -> BoundModel {
    var graph = graph.withoutDeadNodes()
    if let arithmetic = binding.arithmetic { graph.arithmetic = arithmetic }
    try graph.verify()
    let fixed = fixedInputs.compactMap { id in binding.inputs[graph[id].name].map { (id, $0) } }
    return BoundModel(graph: graph, fixedInputs: Dictionary(uniqueKeysWithValues: fixed))
  }

  /// Inputs with bound extents.
  private static func defineInputs(
    of foreign: ForeignGraph, _ binding: ModelBinding, in reading: inout ONNXReading
  ) throws(ForeignError) {
    let types = try InputTypes(of: foreign.inputs, binding)
    for input in foreign.inputs {
      let id = reading.graph.input(input.name, try types.type(of: input))
      reading.define(input.name, .asStated(id))
      if let tensor = binding.inputs[input.name] { reading.give(id, tensor.retyped(reading.graph.type(of: id))) }
    }
  }

  /// The constants that are read.
  static func defineConstants(
    of foreign: ForeignGraph, readBy nodes: [ForeignNode], in reading: inout ONNXReading
  ) {
    var read = Set(foreign.outputs.map(\.name))
    for node in nodes { node.forEachNameRead { read.insert($0) } }
    for (name, tensor) in foreign.constants.sorted(by: { $0.key < $1.key }) where read.contains(name) {
      reading.define(name, .asStated(reading.graph.constant(tensor, name: name)))
    }
  }

  static func read(
    _ node: ForeignNode, into reading: inout ONNXReading
  ) throws(ForeignError) {
    if node.isBranch { return try readBranch(of: node, into: &reading) }
    if node.isLoop { return try readLoop(of: node, into: &reading) }
    try reading.enter(node)
    let before = reading.graph.values.count
    for room in ONNXRooms.all[node] {
      guard let results = try room.read(onnx: node, into: &reading) else { continue }
      guard results.count <= node.outputs.count || node.outputs.isEmpty else {
        throw .unsupportedAttribute(
          node: node.name, kind: node.kind, attribute: "outputs", problem: "\(node.outputs.count) of \(results.count)")
      }
      for (name, result) in zip(node.outputs, results) where !name.isEmpty {
        // A value that this node made takes the name the file gives it; one that was there keeps its own.
        if result.value.index >= before { reading.graph.rename(result.value, name) }
        reading.define(name, result)
      }
      return
    }
    throw .unsupportedOperator(kind: node.kind, domain: node.domain, node: node.name, version: node.version)
  }

  /// Outputs in the axis order of the file, each made by a node of its own and called as in the file.
  private static func defineOutputs(_ foreign: ForeignGraph, in reading: inout ONNXReading) throws(ForeignError) {
    var used = Set(reading.graph.inputs)
    for output in foreign.outputs {
      guard reading.knows(output.name) else { throw .unknownValue(node: output.name, name: output.name) }
      var id = try reading.stated(output.name)
      if used.contains(id) || reading.graph.constant(id) != nil {
        id = try reading.apply(Identity(), id, name: output.name)
      }
      used.insert(id)
      reading.graph.rename(id, output.name)
      reading.graph.outputs.append(id)
    }
  }
}

/// The operator rooms by the ONNX name they read.
private struct ONNXRooms {
  static let all = ONNXRooms()
  private let rooms: [String: [any ONNXReadable.Type]]

  private init() {
    var rooms: [String: [any ONNXReadable.Type]] = [:]
    for type in OperatorRegistry.all {
      guard let room = type as? any ONNXReadable.Type else { continue }
      for name in room.onnxNames { rooms[name, default: []].append(room) }
    }
    self.rooms = rooms
  }

  /// Several rooms may read one name; each says whether a node is its own.
  subscript(node: ForeignNode) -> [any ONNXReadable.Type] {
    rooms[node.kind, default: []].filter { $0.onnxDomain == node.domain }
  }
}

extension ONNXReading.Result {
  fileprivate var value: ValueID {
    switch self {
    case .asStated(let id), .channelsLast(let id): id
    }
  }
}

extension ForeignGraph {
  /// The nodes on which an output depends, in the order of the file.
  var neededNodes: [ForeignNode] {
    var needed = Set(outputs.map(\.name))
    var kept: [ForeignNode] = []
    for node in nodes.flatMap(ONNXExpansion.expanded).reversed()
    where node.outputs.contains(where: { !$0.isEmpty && needed.contains($0) }) {
      node.forEachNameRead { needed.insert($0) }
      kept.append(node)
    }
    return kept.reversed()
  }
}
