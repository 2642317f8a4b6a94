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
  /// Known indices are written counted from the front; TFLite knows no others.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let indices = node.inputs[1],
      let axis = context.type(of: x).shape.normalized(axis: axis)
    else { return }
    let picked: String
    if let known = context.graph.constant(indices), let counted = known.counted(to: context.type(of: x).shape[axis]) {
      picked = context.constant(counted, name: context.graph[indices].name)
    } else {
      picked = context.name(indices)
    }
    context.append("GATHER", [context.name(x), picked], [context.define(node.outputs[0])], ["axis": .int(axis)])
  }
}

extension Tensor {
  /// Indices of which some are negative, all counted from the front; `nil` when none is.
  fileprivate func counted(to extent: Int) -> Tensor? {
    switch element {
    case .int64:
      let list = elements(as: Int64.self)
      guard list.contains(where: { $0 < 0 }) else { return nil }
      return try? Tensor(list.map { $0 < 0 ? $0 &+ Int64(extent) : $0 }, shape: shape)
    default:
      let list = elements(as: Int32.self)
      guard list.contains(where: { $0 < 0 }) else { return nil }
      return try? Tensor(list.map { $0 < 0 ? $0 &+ Int32(clamping: extent) : $0 }, shape: shape)
    }
  }
}
