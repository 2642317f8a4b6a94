package import Graphs
import Tensors

extension OneHot: TFLiteReadable {
  package static let tfliteNames = ["ONE_HOT"]

  /// The depth, the value of the class and the value elsewhere are inputs.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let indices = try context.stored(0, of: node)
    let depth = try context.integers(1, of: node).first ?? 0
    let on = try context.apply(Reshape([1]), try context.input(2, of: node))
    let off = try context.apply(Reshape([1]), try context.input(3, of: node))
    let values = try context.append(Concat(axis: 0), [off, on])[0]
    let op = OneHot(depth: depth, axis: node.int("axis", default: -1))
    return [try context.apply(op, indices, values, name: node.name)]
  }
}
