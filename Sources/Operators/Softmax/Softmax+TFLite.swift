package import Graphs

extension Softmax: TFLiteReadable {
  package static let tfliteNames = ["SOFTMAX"]

  /// Along the last axis, of the input times `beta`.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var x = try context.input(0, of: node)
    let beta = node.float("beta", default: 1)
    guard beta.isFinite else { throw context.refused(node, "beta", "\(beta)") }
    if beta != 1 { x = try context.apply(Multiply(), x, context.scalar(beta)) }
    return [try context.apply(Softmax(), x, name: node.name)]
  }
}
