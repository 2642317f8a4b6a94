package import Graphs
package import Tensors

extension Equal: PlainTFLite {
  package static let tfliteName = "EQUAL"
  package static let tfliteNames = [tfliteName, "NOT_EQUAL"]
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64, .bool]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let same = try context.elementwise(Equal(), node)
    return node.kind == tfliteName ? same : [try context.apply(Not(), same[0], name: node.name)]
  }

  /// One that only a Not reads is written with it.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let reader = context.index.onlyConsumer(of: node.outputs[0]), reader.op is Not, reader.epilogue.isEmpty else {
      return try context.append(Equal.tfliteName, node)
    }
    context.append(
      "NOT_EQUAL", [context.name(node, 0), context.name(node, 1)], [context.define(reader.outputs[0])])
  }
}
