import Graphs
import Operators

extension Graph {
  /// The graph with each of these values rounded before anybody reads it. Values keep their numbers, and what leaves the
  /// graph stays as it is.
  /// - Parameter parameters: a second operand for some of the operators.
  func inserting(
    _ quantizers: [ValueID: any Operator], parameters: [ValueID: ValueID] = [:]
  ) throws(GraphError) -> Graph {
    guard !quantizers.isEmpty else { return self }
    var graph = self
    var replaced: [ValueID: ValueID] = [:]
    graph.setNodes([])
    for id in inputs {
      if let made = try graph.round(id, quantizers, parameters) { replaced[id] = made }
    }
    for node in nodes {
      var node = node
      node.inputs = node.inputs.map { $0.map { replaced[$0] ?? $0 } }
      node.epilogue.residual = node.epilogue.residual.map { replaced[$0] ?? $0 }
      graph.setNodes(graph.nodes + [node])
      for id in node.outputs {
        if let made = try graph.round(id, quantizers, parameters) { replaced[id] = made }
      }
    }
    return graph
  }

  private mutating func round(
    _ id: ValueID, _ quantizers: [ValueID: any Operator], _ parameters: [ValueID: ValueID]
  ) throws(GraphError) -> ValueID? {
    guard let op = quantizers[id] else { return nil }
    let name = self[id].name + "_fake"
    guard let parameter = parameters[id] else { return try apply(op, id, name: name) }
    return try apply(op, id, parameter, name: name)
  }
}
