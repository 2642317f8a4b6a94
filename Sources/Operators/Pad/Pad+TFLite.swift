package import Graphs
package import Tensors

extension Pad: TFLiteReadable {
  package static let tfliteNames = ["PAD", "PADV2"]

  /// Amounts are `[rank,2]`: before and after each axis. PADV2 states the value.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let amounts = try context.integers(1, of: node)
    guard amounts.count == 2 * context.type(of: x).shape.rank else {
      throw context.refused(node, "paddings", "\(amounts)")
    }
    var value: Float = 0
    if context.isPresent(2) {
      let stated = try context.constant(2, of: node)
      guard stated.count == 1, let real = try? stated.dequantized(), real.element == .float32 else {
        throw context.refused(node, "constant_values", "\(stated.type)")
      }
      value = real.floats[0]
    }
    let before = stride(from: 0, to: amounts.count, by: 2).map { amounts[$0] }
    let after = stride(from: 1, to: amounts.count, by: 2).map { amounts[$0] }
    return [try context.apply(Pad(before: before, after: after, value: Double(value)), x, name: node.name)]
  }
}

extension Pad: TFLiteWritable {
  /// TFLite's integer operator keeps scale and zero point and adds codes of 0.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    value == 0 && inputs.allSatisfy { Pad.sharesCodes($0, output) }
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let amounts = zip(before, after).flatMap { [$0, $1] }
    var inputs = [
      context.name(node, 0), context.integers(amounts, name: "paddings", shape: [before.count, 2]),
    ]
    if value != 0 { inputs.append(context.sharedConstant(Tensor(repeating: value, shape: .scalar), name: "fill")) }
    context.append(value == 0 ? "PAD" : "PADV2", inputs, [context.define(node.outputs[0])])
  }
}
