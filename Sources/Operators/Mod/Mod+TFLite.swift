package import Graphs
package import Tensors

extension Mod: TFLiteConvertible {
  package static let tfliteNames = ["FLOOR_MOD", "FLOOR_DIV"]

  /// The remainder has the sign of the divisor; the quotient is what is left without it, divided.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (a, b) = (try context.input(0, of: node), try context.input(1, of: node))
    guard context.type(of: a).element.isFloatingPoint, node.kind == "FLOOR_DIV" else {
      let rest = try context.apply(Mod(), a, b, name: node.name)
      guard node.kind == "FLOOR_DIV" else { return [rest] }
      return [try context.apply(Divide(), try context.apply(Subtract(), a, rest), b, name: node.name)]
    }
    return [try context.apply(Floor(), try context.apply(Divide(), a, b), name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Mod.tfliteTakes(inputs, followsDividend ? [.float32, .int32] : [.float32, .int32, .int64], broadcastRank: 4)
  }

  /// A remainder with the sign of the dividend is that of the magnitudes with this sign.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard followsDividend else { return try context.append("FLOOR_MOD", node) }
    guard let a = node.inputs[0], let b = node.inputs[1] else { return }
    func step(_ kind: String, _ inputs: [String], like id: ValueID) -> String {
      let made = context.between(context.type(of: id), "\(node.name)_\(kind.lowercased())")
      context.append(kind, inputs, [made])
      return made
    }
    let (dividend, y) = (context.name(a), node.outputs[0])
    let sizes = [step("ABS", [dividend], like: a), step("ABS", [context.name(b)], like: b)]
    let inputs = [step("FLOOR_MOD", sizes, like: y), step("SIGN", [dividend], like: a)]
    context.append("MUL", inputs, [context.define(y)])
  }
}
