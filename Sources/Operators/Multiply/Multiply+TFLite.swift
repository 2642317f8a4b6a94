package import Graphs

extension Multiply: TFLiteReadable {
  package static let tfliteNames = ["MUL", "SQUARE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.kind == "SQUARE" else { return try context.binary(Multiply(), node) }
    let x = try context.input(0, of: node)
    return [try context.apply(Multiply(), x, x, name: node.name)]
  }
}
