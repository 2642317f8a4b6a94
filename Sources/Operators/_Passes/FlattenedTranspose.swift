package import Graphs
import Tensors

/// `Gemm(Flatten(Transpose NHWC→NCHW (x)), w)` → `Gemm(Flatten(x), w with its columns permuted)`.
///
/// Files flatten images in NCHW order; the weights can follow once instead of the image on every run. The weights may
/// be codes behind a DequantizeLinear, and the flattened value may be.
package struct FlattenedTranspose: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let gemm = node.op as? Gemm, !gemm.transposeA, var flat = index.producer(of: node.inputs[0]),
      let weights = ConstantWeights(node.inputs[1], in: graph, index: index)
    else { return nil }
    let dequantize = flat.op is DequantizeLinear ? flat : nil
    if dequantize != nil {
      guard let producer = index.producer(of: flat.inputs[0]) else { return nil }
      flat = producer
    }
    guard flat.op is Flatten || flat.op is Reshape, let transpose = index.producer(of: flat.inputs[0]),
      (transpose.op as? Transpose)?.permutation == ImageLayout.toChannelsFirst, let x = transpose.inputs[0]
    else { return nil }
    let image = graph.type(of: x).shape
    guard graph.type(of: flat.outputs[0]).shape == [image[0], image[1] * image[2] * image[3]],
      let permuted = FlattenedWeights.recounted(
        weights.tensor, image: image, transposeB: gemm.transposeB, channelsLast: true)
    else { return nil }
    var patch = GraphPatch(graph)
    var rows = try patch.append(Flatten(), [x], name: flat.name)[0]
    if let dequantize { rows = try patch.append(DequantizeLinear(), [rows], name: dequantize.name)[0] }
    let inputs = [rows, try weights.replaced(by: permuted, in: &patch)] + node.inputs.dropFirst(2)
    let y = try patch.append(gemm, inputs, name: node.name, epilogue: node.epilogue)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}

/// Rows of weights that read a flattened image, recounted for the other order of its elements.
enum FlattenedWeights {
  /// - Parameters:
  ///   - w: `[O, H·W·C]`, or `[H·W·C, O]` unless `transposeB`, in the other order than wanted.
  ///   - image: the NHWC shape that is flattened.
  /// - Returns: `nil` when the weights do not fit, or when a scale per flattened element would have to move, too.
  static func recounted(_ w: Tensor, image: Shape, transposeB: Bool, channelsLast: Bool) -> Tensor? {
    let (h, width, c) = (image[1], image[2], image[3])
    let outputs = transposeB ? w.shape[0] : w.shape[1]
    guard w.type.quantization?.axis.map({ $0 == (transposeB ? 0 : 1) }) ?? true else { return nil }
    let pixels = channelsLast ? [c, h, width] : [h, width, c]
    let split = Shape(transposeB ? [outputs] + pixels : pixels + [outputs])
    guard split.count == w.shape.count else { return nil }
    let order = channelsLast ? [1, 2, 0] : [2, 0, 1]
    let moved = w.retyped(TensorType(w.element, split))
      .transposed(transposeB ? [0] + order.map { $0 + 1 } : order + [3])
    return moved.retyped(w.type)
  }
}
