package import Graphs
import Tensors

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
    return [try context.apply(Pad(before: before, after: after, value: value), x, name: node.name)]
  }
}
