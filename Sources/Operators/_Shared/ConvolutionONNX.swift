package import Graphs
package import Tensors

extension ONNXReading {
  /// Weights rearranged by `move`, kept under their own name. Quantized weights arrive behind a DequantizeLinear, whose
  /// constant is rearranged instead. `nil` when the weights are not known.
  package mutating func weights(_ id: ValueID, _ move: (Tensor) -> Tensor) throws(ForeignError) -> ValueID? {
    if let tensor = graph.constant(id) { return graph.constant(move(tensor), name: graph[id].name) }
    guard let producer = producer(of: id), producer.op is DequantizeLinear, let source = producer.inputs[0],
      let codes = graph.constant(source)
    else { return nil }
    let moved = graph.constant(move(codes), name: graph[source].name)
    return try apply(DequantizeLinear(), moved, name: producer.name)
  }
}

extension ONNXWriting {
  /// The name of weights rearranged by `move`, through a DequantizeLinear when they are codes.
  package mutating func weights(_ id: ValueID, _ move: (Tensor) -> Tensor) throws(ForeignError) -> String {
    if let tensor = graph.constant(id) { return constant(move(tensor), name: graph[id].name) }
    if let producer = index.producer(of: id), producer.op is DequantizeLinear,
      let source = producer.inputs[0], let codes = graph.constant(source)
    {
      return writeDequantized(move(codes), name: graph[source].name)
    }
    throw .cannotExport(operatorName: "Conv", node: graph[id].name, problem: "weights are not constant")
  }

  package mutating func writeConvolution(
    _ node: Node, window: Window, groups: Int, kernel: (Shape) -> Pair, weights move: (Tensor) -> Tensor
  ) throws(ForeignError) {
    guard let x = node.inputs[0], let w = node.inputs[1] else {
      throw .cannotExport(operatorName: "Conv", node: node.name, problem: "an input is missing")
    }
    guard node.epilogue.isEmpty else {
      throw .cannotExport(operatorName: "Conv", node: node.name, problem: "the graph is already fused")
    }
    let extent = kernel(type(of: w).shape)
    var inputs = [channelsFirst(x), try weights(w, move)]
    if node.inputs.count > 2, let b = node.inputs[2] { inputs.append(asGiven(b)) }
    var attributes = window.attributes
    if groups != 1 { attributes["group"] = .int(groups) }
    attributes["kernel_shape"] = .ints([extent.height, extent.width])
    append("Conv", named: node.name, inputs, [defineChannelsFirst(node.outputs[0])], attributes)
  }
}
