package import Graphs
package import Tensors

extension GatherND: TFLiteConvertible {
  package static let tfliteNames = ["GATHER_ND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (x, indices) = (try context.input(0, of: node), try context.stored(1, of: node))
    return [try context.apply(GatherND(), x, indices, name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    GatherND.tfliteTakes(inputs, [.float32, .int8, .uint8, .int16, .int32, .int64, .bool])
      && (batchAxes == 0 || inputs[1]?.shape.channels == 1)
  }

  /// In batches, and of single indices, it is a GATHER.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let paths = node.inputs[1] else { return }
    let extents = Array(context.type(of: x).shape.dimensions.dropFirst(batchAxes))
    let shape = context.type(of: paths).shape
    let source = context.name(x)
    guard batchAxes > 0 else {
      let picked = context.indices(paths, along: Array(extents.prefix(shape.channels)))
      return context.append("GATHER_ND", [source, picked], [context.define(node.outputs[0])])
    }
    let flat = Array(shape.dimensions.dropLast())
    let picked = context.indices(paths, along: Array(extents.prefix(1)))
    let list = context.between(TensorType(context.type(of: paths).element, Shape(flat)), node.name + "_indices")
    context.append("RESHAPE", [picked, context.integers(flat, name: "shape")], [list], ["new_shape": .ints(flat)])
    context.append(
      "GATHER", [source, list], [context.define(node.outputs[0])],
      ["axis": .int(batchAxes), "batch_dims": .int(batchAxes)])
  }
}
