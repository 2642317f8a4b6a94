package import Graphs
import Tensors

/// uint8 codes → int8 codes of a zero point 128 lower: every code moves by 128, no real changes. TFLite's integer
/// operators want signed codes. The reverse of ``UnsignedCodes``, on the way to a file.
///
/// Codes that the graph takes or gives keep their type; a QuantizeLinear stands between them and the others.
package enum SignedCodes {
  package static func applied(to graph: Graph) throws(GraphError) -> Graph {
    guard graph.values.contains(where: { $0.type.isUnsignedCodes }) else { return graph }
    var result = Graph(name: graph.name)
    var made: [ValueID: ValueID] = [:]
    for id in graph.inputs {
      let input = result.input(graph[id].name, graph.type(of: id))
      made[id] = input
      guard let parameters = graph.type(of: id).signed else { continue }
      made[id] = try result.apply(QuantizeLinear(.int8, parameters), input, name: graph[id].name + "_s8")
    }
    for id in graph.constants {
      if let tensor = graph.constant(id) { made[id] = result.constant(tensor.signedCodes, name: graph[id].name) }
    }
    func value(_ id: ValueID) throws(GraphError) -> ValueID {
      guard let known = made[id] else { throw .malformed("\(graph[id].name) is read before it is made") }
      return known
    }
    for node in graph.nodes {
      var op = node.op
      if op is QuantizeLinear, let parameters = graph.type(of: node.outputs[0]).signed {
        op = QuantizeLinear(.int8, parameters)
      }
      var inputs: [ValueID?] = []
      for id in node.inputs { inputs.append(try id.map { id throws(GraphError) in try value(id) }) }
      let names = node.outputs.map { graph[$0].name }
      let outputs = try result.append(op, inputs, name: node.name, outputNames: names, epilogue: node.epilogue)
      for (old, new) in zip(node.outputs, outputs) { made[old] = new }
    }
    for id in graph.outputs {
      var output = try value(id)
      if let parameters = graph.type(of: id).quantization, graph.type(of: id).isUnsignedCodes {
        result.rename(output, graph[id].name + "_s8")
        output = try result.apply(QuantizeLinear(.uint8, parameters), output, name: graph[id].name)
      }
      result.outputs.append(output)
    }
    return result
  }
}

extension TensorType {
  fileprivate var isUnsignedCodes: Bool { element == .uint8 && quantization != nil }

  /// Parameters of the same reals as signed codes; `nil` for what holds no unsigned codes.
  fileprivate var signed: QuantizationParameters? {
    guard isUnsignedCodes, let quantization else { return nil }
    guard let axis = quantization.axis else {
      return QuantizationParameters(scale: quantization.scale, zeroPoint: quantization.zeroPoint &- 128)
    }
    return QuantizationParameters(
      scales: quantization.scales, zeroPoints: quantization.zeroPoints.map { $0 &- 128 }, axis: axis)
  }
}
