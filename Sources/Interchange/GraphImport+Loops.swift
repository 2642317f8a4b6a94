import Graphs
import Operators
import Tensors

extension ModelFile {
  /// Reads a `Loop` as its iterations, one behind the other. How often it runs must be known when the file is read.
  static func readLoop(of node: ForeignNode, into reading: inout ONNXReading) throws(ForeignError) {
    let loop = try UnrolledLoop(node)
    try reading.enter(node)
    let trips = reading.isPresent(0) ? try loop.integer(reading.constant(0, of: node)) : .max
    // Without a condition the body's own is not asked.
    let isConditional = reading.isPresent(1)
    var goesOn = isConditional ? try loop.condition(reading.constant(1, of: node)) : true
    let initial = node.inputs.dropFirst(2).map { reading.results(of: $0) }
    reading.openScope()
    for (index, results) in initial.enumerated() { reading.define(loop.carried(index), results) }
    let nodes = loop.body.neededNodes
    defineConstants(of: loop.body, readBy: nodes, in: &reading)
    let valuesBefore = reading.graph.values.count
    var scanned = [[ValueID]](repeating: [], count: loop.scanCount)
    var trip = 0
    while goesOn, trip < trips {
      guard reading.graph.values.count - valuesBefore < UnrolledLoop.mostValues else {
        throw .evaluationTooLarge(node: node.name)
      }
      reading.openScope()
      try readIteration(trip, of: loop, nodes, scanned: &scanned, into: &reading)
      if isConditional {
        try reading.enter(loop.conditionReader)
        goesOn = try loop.condition(reading.constant(0, of: loop.conditionReader))
      }
      reading.closeScope(
        giving: loop.body.outputs.dropFirst().prefix(loop.carriedCount).enumerated().map {
          (loop.carried($0), $1.name)
        })
      trip += 1
    }
    for (index, slices) in scanned.enumerated() {
      guard !slices.isEmpty else { throw loop.refused("M", "no iteration, but an output is made of them") }
      let stacked = try reading.append(Concat(axis: 0), slices, name: node.name)[0]
      reading.define(loop.carried(loop.carriedCount + index), .asStated(stacked))
    }
    reading.closeScope(
      giving: node.outputs.enumerated().filter { !$0.element.isEmpty }.map { ($0.element, loop.carried($0.offset)) })
  }

  private static func readIteration(
    _ trip: Int, of loop: UnrolledLoop, _ nodes: [ForeignNode], scanned: inout [[ValueID]],
    into reading: inout ONNXReading
  ) throws(ForeignError) {
    let carried = (0..<loop.carriedCount).map { reading.results(of: loop.carried($0)) }
    let names = loop.body.inputs.map(\.name)
    for (name, scalar) in zip(names, [try loop.scalar(Int64(trip)), try loop.scalar(true)]) {
      reading.define(name, .asStated(reading.graph.constant(scalar, name: name)))
    }
    for (name, results) in zip(names.dropFirst(2), carried) { reading.define(name, results) }
    for node in nodes { try read(node, into: &reading) }
    for output in loop.body.outputs where !reading.knows(output.name) {
      throw .unknownValue(node: loop.node.name, name: output.name)
    }
    for (index, output) in loop.body.outputs.dropFirst(1 + loop.carriedCount).enumerated() {
      let value = try reading.stated(output.name)
      let shape = reading.graph.type(of: value).shape
      scanned[index].append(try reading.apply(Reshape([1] + shape.dimensions, copiesZeros: false), value))
    }
  }
}

/// A `Loop` of a file: `body(iteration, condition, carried…) → condition, carried…, scanned…`.
private struct UnrolledLoop {
  let node: ForeignNode
  let body: ForeignGraph

  /// Values that unrolling may add to the graph.
  static let mostValues = 1 << 15

  init(_ node: ForeignNode) throws(ForeignError) {
    let carried = max(node.inputs.count - 2, 0)
    guard case .graph(let body)? = node.attributes["body"], body.inputs.count == 2 + carried,
      body.outputs.count >= 1 + carried, node.outputs.count <= body.outputs.count - 1
    else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "body",
        problem: "no graph for \(carried) carried values and \(node.outputs.count) outputs")
    }
    (self.node, self.body) = (node, body)
  }

  var carriedCount: Int { body.inputs.count - 2 }
  var scanCount: Int { body.outputs.count - 1 - carriedCount }

  /// What an output is called until the loop ends: the carried values, then the stacked ones.
  func carried(_ index: Int) -> String { "\(node.name)/carried/\(index)" }

  /// Asks for the condition that the body has computed.
  var conditionReader: ForeignNode {
    ForeignNode(name: node.name, kind: node.kind, inputs: [body.outputs[0].name], outputs: [])
  }

  func scalar(_ value: some TensorScalar) throws(ForeignError) -> Tensor {
    do { return try Tensor([value], shape: .scalar) } catch { throw refused("body", "\(error)") }
  }

  func integer(_ tensor: Tensor) throws(ForeignError) -> Int {
    guard tensor.element == .int64, tensor.count == 1 else { throw refused("M", "\(tensor.type)") }
    return Int(tensor.elements(as: Int64.self)[0])
  }

  func condition(_ tensor: Tensor) throws(ForeignError) -> Bool {
    guard tensor.element == .bool, tensor.count == 1 else { throw refused("cond", "\(tensor.type)") }
    return tensor.withBytes { $0.first } != 0
  }

  func refused(_ attribute: String, _ problem: String) -> ForeignError {
    .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
  }
}
