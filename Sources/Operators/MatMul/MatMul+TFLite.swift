package import Graphs
package import Tensors

extension MatMul: TFLiteReadable {
  package static let tfliteNames = ["BATCH_MATMUL"]

  /// Either operand may be stated with its last two axes exchanged.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var operands: [ValueID] = []
    for (index, option) in ["adj_x", "adj_y"].enumerated() {
      var x = try context.input(index, of: node)
      let rank = context.type(of: x).shape.rank
      if node.int(option, default: 0) != 0, rank >= 2 {
        var axes = Array(0..<rank)
        axes.swapAt(rank - 1, rank - 2)
        x = try context.apply(Transpose(axes), x)
      }
      operands.append(x)
    }
    return [try context.apply(MatMul(), operands[0], operands[1], name: node.name)]
  }
}

extension MatMul: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    MatMul.isCodes(output) && inputs.allSatisfy(MatMul.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("BATCH_MATMUL", node)
  }
}
