package import Graphs
import Tensors

extension Gather: TFLiteReadable {
  package static let tfliteNames = ["GATHER", "EMBEDDING_LOOKUP"]

  /// EMBEDDING_LOOKUP has the indices first.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let isLookup = node.kind == "EMBEDDING_LOOKUP"
    let x = try context.input(isLookup ? 1 : 0, of: node)
    let indices = try context.stored(isLookup ? 0 : 1, of: node)
    let (axis, batches) = (node.int("axis", default: 0), node.int("batch_dims", default: 0))
    guard batches == 0 else {
      guard axis == batches, batches > 0 else { throw context.refused(node, "batch_dims", "\(batches)") }
      let paths = try context.apply(Reshape(context.type(of: indices).shape.dimensions + [1]), indices)
      return [try context.apply(GatherND(batchAxes: batches), x, paths, name: node.name)]
    }
    return [try context.apply(Gather(axis: axis), x, indices, name: node.name)]
  }
}

extension Gather: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let indices = node.inputs[1],
      let axis = context.type(of: x).shape.normalized(axis: axis)
    else { return }
    let picked = context.indices(indices, along: [context.type(of: x).shape[axis]])
    context.append("GATHER", [context.name(x), picked], [context.define(node.outputs[0])], ["axis": .int(axis)])
  }
}
