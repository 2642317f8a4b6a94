package import Graphs

extension GatherND: TFLiteReadable {
  package static let tfliteNames = ["GATHER_ND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (x, indices) = (try context.input(0, of: node), try context.stored(1, of: node))
    return [try context.apply(GatherND(), x, indices, name: node.name)]
  }
}
