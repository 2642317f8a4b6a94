package import Graphs

extension MaxPool: TFLiteReadable {
  package static let tfliteNames = ["MAX_POOL_2D"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (x, kernel, window) = try Pooling.read(node, into: &context)
    return [try context.activated(try context.apply(MaxPool(kernel, window), x, name: node.name), node)]
  }
}
