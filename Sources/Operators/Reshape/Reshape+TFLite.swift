package import Graphs
import Tensors

extension Reshape: TFLiteReadable {
  package static let tfliteNames = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    var extents = context.type(of: x).shape.dimensions
    switch node.kind {
    case "RESHAPE": extents = try target(node, into: &context)
    case "SQUEEZE":
      let stated = node.ints("squeeze_dims") ?? []
      let removed =
        stated.isEmpty
        ? extents.indices.filter { extents[$0] == 1 } : try context.axes(stated, of: x, node)
      guard removed.allSatisfy({ extents[$0] == 1 }) else { throw context.refused(node, "squeeze_dims", "\(stated)") }
      extents = extents.indices.filter { !removed.contains($0) }.map { extents[$0] }
    default:
      let stated = try context.integers(1, of: node).first ?? 0
      let axis = stated < 0 ? stated + extents.count + 1 : stated
      guard (0...extents.count).contains(axis) else { throw context.refused(node, "axis", "\(stated)") }
      extents.insert(1, at: axis)
    }
    return [try context.apply(Reshape(extents), x, name: node.name)]
  }

  /// The stated shape: an input, else the options, else what the file says of the output.
  private static func target(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> [Int] {
    guard context.isPresent(1) else { return node.ints("new_shape") ?? [] }
    do { return try context.integers(1, of: node) } catch {
      guard case .notConstant = error, let stated = context.outputs.first ?? nil else { throw error }
      let extents = stated.extents.compactMap { extent -> Int? in
        if case .fixed(let count) = extent { return count }
        return nil
      }
      guard extents.count == stated.extents.count else { throw error }
      return extents
    }
  }
}

extension Reshape: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.copy(context.name(node, 0), as: node.outputs[0])
  }
}
