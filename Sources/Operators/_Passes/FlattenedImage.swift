package import Graphs
import Tensors

/// `Gemm(Flatten(x), w)` → `Gemm(Flatten(Transpose NHWC→NCHW (x)), w with its columns permuted)`, for an image `x` that a
/// file states in NCHW anyway: there the new transpose is only another name, while the plain graph would need a real one
/// from NCHW back to NHWC. The reverse of ``FlattenedTranspose``, on the way to a file.
///
/// The weights may be codes behind a DequantizeLinear. Nobody else reads the flattened value.
package struct FlattenedImage: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let gemm = node.op as? Gemm, !gemm.transposeA, node.epilogue.isEmpty, let rows = node.inputs[0],
      index.onlyConsumer(of: rows) != nil, let flat = index.producer(of: rows), flat.epilogue.isEmpty,
      flat.op is Flatten || flat.op is Reshape, let x = flat.inputs[0], graph.type(of: x).shape.rank == 4,
      FlattenedImage.isWrittenChannelsFirst(x, index),
      let weights = ConstantWeights(node.inputs[1], in: graph, index: index)
    else { return nil }
    let image = graph.type(of: x).shape
    // One pixel has one order.
    guard image[1] * image[2] > 1, graph.type(of: rows).shape == [image[0], image[1] * image[2] * image[3]],
      let permuted = FlattenedWeights.recounted(
        weights.tensor, image: image, transposeB: gemm.transposeB, channelsLast: false)
    else { return nil }
    var patch = GraphPatch(graph)
    let stated = try patch.append(Transpose(ImageLayout.toChannelsFirst), [x], name: flat.name + "_nchw")
    let flattened = try patch.append(flat.op, [stated[0]], name: flat.name)
    let inputs = [flattened[0], try weights.replaced(by: permuted, in: &patch)] + node.inputs.dropFirst(2)
    patch.replace(node.outputs[0], with: try patch.append(gemm, inputs, name: node.name)[0])
    return patch
  }

  /// True for what convolutions and pooling make, also behind element-wise operators.
  private static func isWrittenChannelsFirst(_ id: ValueID, _ index: GraphIndex) -> Bool {
    var id = id
    while let producer = index.producer(of: id) {
      switch producer.op {
      case is Conv, is DepthwiseConv, is MaxPool, is AveragePool: return true
      case is any UnaryOperator, is QuantizeLinear, is DequantizeLinear, is BatchNormalization, is Add:
        guard let source = producer.inputs[0] else { return false }
        id = source
      default: return false
      }
    }
    return false
  }
}
