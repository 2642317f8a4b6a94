import Graphs

/// A graph that is built next to another one, node by node.
struct GraphCopy {
  let source: Graph
  var result: Graph
  private var made: [ValueID: ValueID] = [:]

  init(_ source: Graph) {
    self.source = source
    result = Graph(name: source.name)
    result.arithmetic = source.arithmetic
    for id in source.inputs { made[id] = result.input(source[id].name, source.type(of: id)) }
  }

  /// What stands for a value of the source; constants are taken over when they are first asked for.
  mutating func value(_ id: ValueID) throws(GraphError) -> ValueID {
    if let known = made[id] { return known }
    guard let tensor = source.constant(id) else { throw .malformed("\(source[id].name) is read before it is made") }
    let new = result.constant(tensor, name: source[id].name)
    made[id] = new
    return new
  }

  mutating func values(_ ids: [ValueID?]) throws(GraphError) -> [ValueID?] {
    var all: [ValueID?] = []
    for id in ids { all.append(try id.map { id throws(GraphError) in try value(id) }) }
    return all
  }

  /// Declares what stands for a value of the source.
  mutating func define(_ id: ValueID, as new: ValueID) { made[id] = new }

  /// Appends a node with the outputs of one of the source.
  mutating func append(
    _ node: Node, op: (any Operator)? = nil, inputs: [ValueID?]
  ) throws(GraphError) {
    let outputs = try result.append(
      op ?? node.op, inputs, name: node.name, outputNames: node.outputs.map { source[$0].name })
    for (old, new) in zip(node.outputs, outputs) { made[old] = new }
  }

  /// The graph with the outputs of the source.
  mutating func finished() throws(GraphError) -> Graph {
    for id in source.outputs { result.outputs.append(try value(id)) }
    return try result.withoutDeadNodes().sorted()
  }
}
