package import Graphs
package import Tensors

extension Pad: TFLiteReadable {
  package static let tfliteNames = ["PAD", "PADV2", "MIRROR_PAD"]

  /// Amounts are `[rank,2]`: before and after each axis. PADV2 states the value.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let amounts = try context.integers(1, of: node)
    guard amounts.count == 2 * context.type(of: x).shape.rank else {
      throw context.refused(node, "paddings", "\(amounts)")
    }
    if node.kind == "MIRROR_PAD" { return [try mirrored(x, amounts, node, into: &context)] }
    var value = 0.0
    if context.isPresent(2) {
      let stated = try context.constant(2, of: node)
      guard stated.count == 1, let real = try? stated.dequantized(), real.element == .float32 else {
        throw context.refused(node, "constant_values", "\(stated.type)")
      }
      value = Double(real.floats[0])
    }
    let before = stride(from: 0, to: amounts.count, by: 2).map { amounts[$0] }
    let after = stride(from: 1, to: amounts.count, by: 2).map { amounts[$0] }
    return [try context.apply(Pad(before: before, after: after, value: value), x, name: node.name)]
  }

  /// Every axis is picked anew, to and fro; REFLECT leaves out the border itself.
  private static func mirrored(
    _ stated: ValueID, _ amounts: [Int], _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> ValueID {
    let skip = node.string("mode", default: "REFLECT") == "REFLECT" ? 1 : 0
    var value = stated
    for (axis, extent) in context.type(of: stated).shape.dimensions.enumerated() {
      let (before, after) = (amounts[2 * axis], amounts[2 * axis + 1])
      guard extent >= skip, (0...extent - skip).contains(before), (0...extent - skip).contains(after) else {
        throw context.refused(node, "paddings", "\(before), \(after) of \(extent)")
      }
      guard before + after > 0 else { continue }
      let lower = (0..<before).map { before - 1 - $0 + skip }
      let upper = (0..<after).map { extent - 1 - $0 - skip }
      let picked = (lower + Array(0..<extent) + upper).map { Int32(clamping: $0) }
      value = try context.apply(Gather(axis: axis), value, context.graph.constant(Tensor(picked)))
    }
    return value
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
    if value != 0 {
      inputs.append(context.sharedConstant(Tensor(repeating: Float(value), shape: .scalar), name: "fill"))
    }
    context.append(value == 0 ? "PAD" : "PADV2", inputs, [context.define(node.outputs[0])])
  }
}
