package import Graphs

extension Gather: TFLiteReadable {
  package static let tfliteNames = ["GATHER", "EMBEDDING_LOOKUP"]

  /// EMBEDDING_LOOKUP has the indices first.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let batches = node.int("batch_dims", default: 0)
    guard batches == 0 else { throw context.refused(node, "batch_dims", "\(batches)") }
    let isLookup = node.kind == "EMBEDDING_LOOKUP"
    let x = try context.input(isLookup ? 1 : 0, of: node)
    let indices = try context.stored(isLookup ? 0 : 1, of: node)
    return [try context.apply(Gather(axis: node.int("axis", default: 0)), x, indices, name: node.name)]
  }
}
