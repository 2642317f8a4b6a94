package import Graphs

extension ArgMin: TFLiteReadable {
  package static let tfliteNames = ["ARG_MIN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let axis = try context.axis(try context.integers(1, of: node).first ?? 0, of: x, node)
    return [try context.apply(ArgMin(axis: axis, keepsAxis: false), x, name: node.name)]
  }
}
