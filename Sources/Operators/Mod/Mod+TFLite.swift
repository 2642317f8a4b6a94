package import Graphs
import Tensors

extension Mod: TFLiteReadable {
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
}
