package import Graphs
import Tensors

extension Progression: TFLiteReadable {
  package static let tfliteNames = ["RANGE"]

  /// Known bounds make a known list.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let parts = (
      try context.constant(0, of: node), try context.constant(1, of: node), try context.constant(2, of: node)
    )
    let (start, limit, step) = (parts.0.numbers.reals, parts.1.numbers.reals, parts.2.numbers.reals)
    guard start.count == 1, limit.count == 1, step.count == 1, step[0] != 0 else {
      throw context.refused(node, "delta", "\(step)")
    }
    let count = ((limit[0] - start[0]) / step[0]).rounded(.up)
    guard count <= Double(Progression.largest) else { throw context.refused(node, "limit", "\(limit[0])") }
    return [
      try context.apply(
        Progression(count: Int(max(count, 0))), try context.stored(0, of: node), try context.stored(2, of: node),
        name: node.name)
    ]
  }
}
