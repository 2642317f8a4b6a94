package import Graphs
package import Tensors

extension ReverseSequence: TFLiteConvertible {
  package static let tfliteNames = ["REVERSE_SEQUENCE", "REVERSE_V2"]

  /// Of each sequence its first elements, as many as its length says; REVERSE_V2 takes whole axes.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var x = try context.input(0, of: node)
    if node.kind == "REVERSE_SEQUENCE" {
      let (time, batch) = (node.int("seq_dim", default: 0), node.int("batch_dim", default: 0))
      guard [time, batch].sorted() == [0, 1] else { throw context.refused(node, "seq_dim", "\(time) and \(batch)") }
      return [try context.apply(ReverseSequence(timeAxis: time), x, try context.stored(1, of: node), name: node.name)]
    }
    for axis in try context.axes(try context.integers(1, of: node), of: x, node) {
      let extent = context.type(of: x).shape[axis]
      let indices = (0..<extent).map { Int32(extent - 1 - $0) }
      x = try context.apply(Gather(axis: axis), x, context.graph.constant(Tensor(indices)))
    }
    return [x]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    inputs.allSatisfy { $0?.quantization == nil }
      && ReverseSequence.tfliteTakes(inputs, [.float32, .uint8, .int16, .int32, .int64])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("REVERSE_SEQUENCE", node, ["seq_dim": .int(timeAxis), "batch_dim": .int(1 - timeAxis)])
  }
}
