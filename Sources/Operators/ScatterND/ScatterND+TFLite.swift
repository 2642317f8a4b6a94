package import Graphs
import Tensors

extension ScatterND: TFLiteReadable {
  package static let tfliteNames = ["SCATTER_ND"]

  /// Updates added to zeros of a stated shape.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (indices, updates) = (try context.stored(0, of: node), try context.input(1, of: node))
    let extents = try context.integers(2, of: node)
    guard let shape = try? Shape(checking: extents), shape.count <= 1 << 26 else {
      throw context.refused(node, "shape", "\(extents)")
    }
    let zeros = context.graph.constant(Tensor(zeros: TensorType(context.type(of: updates).element, shape)))
    return [try context.apply(ScatterND(reduction: .add), zeros, indices, updates, name: node.name)]
  }
}
