package import Graphs

extension Expand: TFLiteReadable {
  package static let tfliteNames = ["BROADCAST_TO", "FILL"]

  /// FILL has the extents first.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let isFill = node.kind == "FILL"
    let x = try context.input(isFill ? 1 : 0, of: node)
    return [try context.apply(Expand(try context.integers(isFill ? 0 : 1, of: node)), x, name: node.name)]
  }
}
