package import Graphs

extension Equal: TFLiteReadable {
  package static let tfliteNames = ["EQUAL", "NOT_EQUAL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let same = try context.binary(Equal(), node)
    return node.kind == "EQUAL" ? same : [try context.apply(Not(), same[0], name: node.name)]
  }
}
