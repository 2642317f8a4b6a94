package import Graphs
package import Tensors

extension ONNXReading {
  /// Weights rearranged by `move`, kept under their own name. Weights that are stored otherwise arrive behind a
  /// DequantizeLinear or a Cast, whose constant is rearranged instead. `nil` when the weights are not known.
  package mutating func weights(_ id: ValueID, _ move: (Tensor) -> Tensor) throws(ForeignError) -> ValueID? {
    if let tensor = graph.constant(id) { return graph.constant(move(tensor), name: graph[id].name) }
    guard let producer = producer(of: id), producer.op is DequantizeLinear || producer.op is Cast,
      let source = producer.inputs[0], let stored = graph.constant(source)
    else { return nil }
    let moved = graph.constant(move(stored), name: graph[source].name)
    return try apply(producer.op, moved, name: producer.name)
  }
}

extension ONNXWriting {
  /// The name of weights rearranged by `move`, through a DequantizeLinear when they are codes, through a Cast when they
  /// are reals of another width.
  package mutating func weights(_ id: ValueID, _ move: (Tensor) -> Tensor) throws(ForeignError) -> String {
    guard let name = rearranged(id, move) else {
      throw .cannotExport(operatorName: "Conv", node: graph[id].name, problem: "weights are not constant")
    }
    return name
  }

  /// As ``weights(_:_:)``; `nil` when the value is not known.
  package mutating func rearranged(_ id: ValueID, _ move: (Tensor) -> Tensor) -> String? {
    if let tensor = graph.constant(id) { return constant(move(tensor), name: graph[id].name) }
    guard let producer = index.producer(of: id), let source = producer.inputs[0],
      let stored = graph.constant(source)
    else { return nil }
    switch producer.op {
    case is DequantizeLinear: return writeDequantized(move(stored), name: graph[source].name)
    case is Cast where type(of: id).element == .float32: return writeCast(move(stored), name: graph[source].name)
    default: return nil
    }
  }

  /// True when every reader of known weights writes them itself, in its own axis order.
  package func isWrittenByReaders(_ reals: ValueID) -> Bool {
    let readers = index.consumers(of: reals)
    return !readers.isEmpty && !graph.outputs.contains(reals)
      && readers.allSatisfy { reader in
        guard reader.inputs.count > 1, reader.inputs[1] == reals else { return false }
        if let gemm = reader.op as? Gemm { return gemm.writesRows(type(of: reader.inputs[0] ?? reals)) }
        return reader.op is Conv || reader.op is DepthwiseConv
      }
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
