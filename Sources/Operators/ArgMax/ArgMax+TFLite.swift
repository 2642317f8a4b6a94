package import Graphs

extension ArgMax: TFLiteReadable {
  package static let tfliteNames = ["ARG_MAX"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let axis = try context.axis(try context.integers(1, of: node).first ?? 0, of: x, node)
    return [try context.apply(ArgMax(axis: axis, keepsAxis: false), x, name: node.name)]
  }
}
