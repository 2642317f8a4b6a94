package import Graphs
import Tensors

extension Concat: TFLiteReadable {
  package static let tfliteNames = ["CONCATENATION", "PACK"]

  /// PACK puts its inputs one behind the other along a new axis.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var parts: [ValueID?] = []
    for index in 0..<context.inputCount { parts.append(try context.input(index, of: node)) }
    guard let first = parts.first ?? nil else {
      throw .missingInput(node: node.name, kind: node.kind, input: 0)
    }
    var axis = node.int("axis", default: 0)
    if node.kind == "PACK" {
      var extents = context.type(of: first).shape.dimensions
      axis += axis < 0 ? extents.count + 1 : 0
      guard (0...extents.count).contains(axis) else { throw context.refused(node, "axis", "\(axis)") }
      extents.insert(1, at: axis)
      for index in parts.indices { parts[index] = try context.apply(Reshape(extents), parts[index]) }
    }
    let y = try context.append(Concat(axis: axis), parts, name: node.name)
    return [try context.activated(y[0], node)]
  }
}

extension Concat: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let position = context.type(of: node.outputs[0]).shape.normalized(axis: axis) ?? axis
    try context.append("CONCATENATION", node, ["axis": .int(position)])
  }
}
