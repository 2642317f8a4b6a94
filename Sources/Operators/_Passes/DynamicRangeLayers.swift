package import Graphs
import Tensors

/// `Conv(reals, DequantizeLinear(codes))` → codes found at run time times those codes, in the arithmetic of TFLite;
/// likewise DepthwiseConv and Gemm. In any other arithmetic such weights become reals when the plan is made, which is
/// faster and closer to the model.
///
/// As TFLite does: one scale for all weights makes symmetric codes, one for each channel of a convolution asymmetric
/// ones; every image of a convolution and every row of a product has a scale of its own.
package struct DynamicRangeLayers: GraphPass {
  private let arithmetic: QuantizedArithmetic

  package init(_ arithmetic: QuantizedArithmetic = .onnx) { self.arithmetic = arithmetic }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard arithmetic.isFixedPoint, QuantizedFusion.hasWeights(node.op), node.epilogue.isEmpty,
      let x = node.inputs.first ?? nil, graph.constant(x) == nil, index.codes(behind: x) == nil,
      graph.type(of: x).element == .float32, let codes = graph.constant(index.codes(behind: node.inputs[1])),
      let weights = DynamicRange.Weights(codes)
    else { return nil }
    let gemm = node.op as? Gemm
    guard gemm == nil || gemm == Gemm(transposeB: true) else { return nil }
    var patch = GraphPatch(graph)
    let y = try DynamicRange.layer(
      node.op, x, weights, bias: node.inputs.count > 2 ? node.inputs[2] : nil, axes: gemm == nil ? [1, 2, 3] : [-1],
      isAsymmetric: gemm == nil && codes.type.quantization?.isPerTensor == false, name: node.name, in: &patch)
    patch.replace(node.outputs[0], with: y)
    return patch
  }
}
