package import Graphs

extension Tile: TFLiteReadable {
  package static let tfliteNames = ["TILE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    [try context.apply(Tile(try context.integers(1, of: node)), try context.input(0, of: node), name: node.name)]
  }
}
