package import Graphs

extension Gelu: TFLiteReadable {
  package static let tfliteNames = ["GELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let isApproximate = node.int("approximate", default: 0) != 0
    return try context.elementwise(isApproximate ? TanhGelu() : Gelu(), node)
  }
}

extension Gelu: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("GELU", node, ["approximate": .int(0)])
  }
}
