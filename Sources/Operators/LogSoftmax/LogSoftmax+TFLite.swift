package import Graphs

extension LogSoftmax: TFLiteReadable {
  package static let tfliteNames = ["LOG_SOFTMAX"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(LogSoftmax(), node) }
}

extension LogSoftmax: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.writeAlongLastAxis("LOG_SOFTMAX", node, axis: axis)
  }
}
