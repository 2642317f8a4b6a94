package import Graphs

extension CumSum: TFLiteReadable {
  package static let tfliteNames = ["CUMSUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let op = CumSum(
      axis: try context.axis(try context.integers(1, of: node).first ?? 0, of: x, node),
      isExclusive: node.int("exclusive", default: 0) != 0, isReversed: node.int("reverse", default: 0) != 0)
    return [try context.apply(op, x, name: node.name)]
  }
}
