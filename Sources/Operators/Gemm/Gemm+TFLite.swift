package import Graphs
import Tensors

extension Gemm: TFLiteReadable {
  package static let tfliteNames = ["FULLY_CONNECTED"]

  /// Weights are `[O,I]`. Every run of `I` elements of the input is a row; the axes before the last are kept on demand.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let format = node.string("weights_format", default: "DEFAULT")
    guard format == "DEFAULT" else { throw context.refused(node, "weights_format", format) }
    let w = try context.layerWeights(of: node)
    var x = try context.input(0, of: node)
    let (stated, weights) = (context.type(of: x).shape, context.type(of: w).shape)
    guard weights.rank == 2, weights[1] > 0, stated.count % weights[1] == 0 else {
      throw context.refused(node, "weights", "\(weights) for \(stated)")
    }
    let keepsAxes = node.int("keep_num_dims", default: 0) != 0
    if stated.rank < 2 || stated.channels != weights[1] || (stated.rank > 2 && !keepsAxes) {
      x = try context.apply(Reshape([-1, weights[1]]), x, name: node.name + "_rows")
    }
    let bias = try context.layerBias(of: node, weights: w)
    var y = try context.apply(Gemm(transposeB: true), x, w, bias, name: node.name)
    let extents = stated.dimensions.dropLast() + [weights[0]]
    if keepsAxes, context.type(of: y).shape.dimensions != Array(extents) {
      y = try context.apply(Reshape(Array(extents)), y, name: node.name + "_axes")
    }
    return [try context.activated(y, node)]
  }
}
