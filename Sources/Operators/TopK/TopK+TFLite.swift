package import Graphs

extension TopK: TFLiteReadable {
  package static let tfliteNames = ["TOPK_V2"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let count = try context.integers(1, of: node).first ?? 0
    return try context.append(TopK(count: count), [try context.input(0, of: node)], name: node.name)
  }
}
