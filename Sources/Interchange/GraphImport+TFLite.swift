import Graphs
import Operators
import Tensors

extension ModelFile {
  /// Recognizes every node of a TFLite file that an output depends on.
  /// - Throws: ``ForeignError``, ``GraphError``.
  static func tfliteGraph(from foreign: ForeignGraph, _ binding: ModelBinding) throws -> BoundModel {
    var types = foreign.valueTypes
    for value in foreign.inputs + foreign.outputs { types[value.name] = value }
    var reading = TFLiteReading(
      graph: Graph(name: foreign.name), types: types,
      operators: .init(
        quantize: { QuantizeLinear($0, $1) }, dequantize: DequantizeLinear(), cast: { Cast($0) }))
    reading.graph.arithmetic = .litertReference
    let nodes = foreign.neededNodes
    try define(foreign, readBy: nodes, binding, in: &reading)
    for node in nodes { try read(node, into: &reading) }
    try defineOutputs(foreign, in: &reading)
    return try bound(reading.graph, reading.fixedInputs, binding)
  }

  private static func define(
    _ foreign: ForeignGraph, readBy nodes: [ForeignNode], _ binding: ModelBinding, in reading: inout TFLiteReading
  ) throws(ForeignError) {
    let types = try InputTypes(of: foreign.inputs, binding)
    for input in foreign.inputs {
      let id = reading.graph.input(input.name, try types.type(of: input))
      reading.define(input.name, id)
      if let tensor = binding.inputs[input.name] { reading.give(id, tensor.retyped(reading.type(of: id))) }
    }
    let read = Set(nodes.flatMap(\.inputs)).union(foreign.outputs.map(\.name))
    for (name, tensor) in foreign.constants.sorted(by: { $0.key < $1.key }) where read.contains(name) {
      reading.define(name, reading.graph.constant(tensor.wideCodes, name: name))
    }
    // State starts at zero; a graph keeps none from run to run.
    for (name, value) in foreign.valueTypes.sorted(by: { $0.key < $1.key })
    where value.isVariable && read.contains(name) {
      let extents = value.extents.map { extent -> Int in
        if case .fixed(let count) = extent { return count }
        return 1
      }
      guard let shape = try? Shape(checking: extents) else { throw .openShape(input: name, symbol: "") }
      let zero = Tensor(zeroOf: TensorType(value.element, shape, quantization: value.quantization))
      reading.define(name, reading.graph.constant(zero, name: name))
    }
  }

  private static func read(_ node: ForeignNode, into reading: inout TFLiteReading) throws(ForeignError) {
    try reading.enter(node)
    for room in TFLiteRooms.all[node] {
      guard let results = try room.read(tflite: node, into: &reading) else { continue }
      guard results.count == node.outputs.count else {
        throw reading.refused(node, "outputs", "\(node.outputs.count) of \(results.count)")
      }
      for (result, (name, stated)) in zip(results, zip(node.outputs, reading.outputs)) where !name.isEmpty {
        let stored = try stated.map { value throws(ForeignError) in try reading.stored(result, as: value) } ?? result
        // A value that this node made takes the name the file gives it; one that was there keeps its own.
        if reading.isOwn(stored) { reading.graph.rename(stored, name) }
        reading.define(name, stored)
      }
      return
    }
    throw .unsupportedOperator(kind: node.kind, domain: node.domain, node: node.name, version: node.version)
  }

  /// Outputs, each made by a node of its own and called as in the file.
  private static func defineOutputs(_ foreign: ForeignGraph, in reading: inout TFLiteReading) throws(ForeignError) {
    var used = Set(reading.graph.inputs)
    for output in foreign.outputs {
      var id = try reading.stored(output.name)
      if used.contains(id) || reading.graph.constant(id) != nil {
        id = try reading.apply(Identity(), id, name: output.name)
      }
      used.insert(id)
      reading.graph.rename(id, output.name)
      reading.graph.outputs.append(id)
    }
  }
}

/// The operator rooms by the builtin operator they read.
private struct TFLiteRooms {
  static let all = TFLiteRooms()
  private let rooms: [String: [any TFLiteReadable.Type]]

  private init() {
    var rooms: [String: [any TFLiteReadable.Type]] = [:]
    for type in OperatorRegistry.all {
      guard let room = type as? any TFLiteReadable.Type else { continue }
      for name in room.tfliteNames { rooms[name, default: []].append(room) }
    }
    self.rooms = rooms
  }

  subscript(node: ForeignNode) -> [any TFLiteReadable.Type] {
    node.domain == ForeignNode.tfliteDomain ? rooms[node.kind, default: []] : []
  }
}

extension Tensor {
  /// The tensor whose codes stand for 0.
  fileprivate init(zeroOf type: TensorType) {
    self.init(zeros: type)
    guard let zero = type.quantization?.zeroPoint, zero != 0, type.element.bitWidth == 8 else { return }
    let byte = UInt8(truncatingIfNeeded: zero)
    withMutableBytes { bytes in for index in bytes.indices { bytes[index] = byte } }
  }

  /// Four-bit codes as bytes; everything else unchanged.
  fileprivate var wideCodes: Tensor {
    guard element == .int4 else { return self }
    let count = count
    return remade(as: TensorType(.int8, shape, quantization: type.quantization)) { source, target in
      for index in 0..<count {
        let pair = source[index / 2]
        let nibble = index % 2 == 0 ? pair << 4 : pair & 0xF0
        target[index] = UInt8(bitPattern: Int8(bitPattern: nibble) >> 4)
      }
    }
  }
}
