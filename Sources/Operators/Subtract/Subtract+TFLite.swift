package import Graphs

extension Subtract: TFLiteReadable {
  package static let tfliteNames = ["SUB", "SQUARED_DIFFERENCE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.kind == "SQUARED_DIFFERENCE" else { return try context.binary(Subtract(), node) }
    let difference = try context.apply(Subtract(), try context.input(0, of: node), try context.input(1, of: node))
    return [try context.apply(Multiply(), difference, difference, name: node.name)]
  }
}
