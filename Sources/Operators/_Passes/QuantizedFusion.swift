package import Graphs
import Kernels
import Tensors

/// `DequantizeLinear(x), DequantizeLinear(w), DequantizeLinear(b) → Conv → QuantizeLinear` → one `Conv` on codes whose
/// epilogue stores codes; likewise DepthwiseConv, Gemm, Add, pooling by means and every element-wise function, and
/// in the arithmetic of TFLite what else it has on codes.
///
/// Each reader of a shared DequantizeLinear is fused on its own; the DequantizeLinear goes when the last has left. A
/// layer with weights that no QuantizeLinear follows, the last of most models, stores reals. Nothing happens where no
/// integer kernel exists: codes without one would only be slower. Stored codes may differ from the plain graph by one,
/// where the float sum lies at a tie.
package struct QuantizedFusion: GraphPass {
  private let arithmetic: QuantizedArithmetic

  package init(_ arithmetic: QuantizedArithmetic = .onnx) { self.arithmetic = arithmetic }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.epilogue.output == nil, !node.epilogue.hasFinish, let y = node.outputs.first,
      let inputs = codes(of: node, graph, index)
    else {
      return nil
    }
    var epilogue = node.epilogue
    if let residual = epilogue.residual {
      guard let source = index.codes(behind: residual), graph.constant(source) == nil else { return nil }
      epilogue.residual = source
    }
    let quantizer = index.onlyConsumer(of: y).flatMap { $0.op is QuantizeLinear ? $0 : nil }
    if let quantize = quantizer?.op as? QuantizeLinear {
      guard quantize.parameters.isPerTensor else { return nil }
      epilogue.output = Epilogue.QuantizedOutput(element: quantize.element, parameters: quantize.parameters)
    } else {
      guard QuantizedFusion.hasWeights(node.op), epilogue.isEmpty else { return nil }
    }
    var patch = GraphPatch(graph)
    let fused = try patch.append(node.op, inputs, name: node.name, epilogue: epilogue)
    let made = Node(name: node.name, op: node.op, inputs: inputs, outputs: fused, epilogue: epilogue)
    var request = KernelRequest(made, type: patch.type(of:), constant: patch.constant)
    request.arithmetic = arithmetic
    guard (node.op as? any Accelerated)?.kernel(for: request) != nil else { return nil }
    patch.replace(quantizer?.outputs.first ?? y, with: fused[0])
    return patch
  }

  /// The inputs of the node as codes, `nil` when they are none.
  private func codes(of node: Node, _ graph: Graph, _ index: GraphIndex) -> [ValueID?]? {
    guard let x = index.codes(behind: node.inputs.first ?? nil) else { return nil }
    // What is known may stand on either side of a sum or product.
    if node.op is Add || node.op is Multiply, graph.constant(x) != nil, let other = index.codes(behind: node.inputs[1]),
      graph.constant(other) == nil
    {
      return [other, x]
    }
    guard graph.constant(x) == nil else { return nil }
    switch node.op {
    case let op where QuantizedFusion.hasWeights(op):
      guard let w = index.codes(behind: node.inputs[1]), graph.constant(w) != nil else { return nil }
      guard node.inputs.count > 2, let b = node.inputs[2] else { return [x, w] }
      guard let known = graph.constant(b) == nil ? index.codes(behind: b) : b, graph.constant(known) != nil else {
        return nil
      }
      return [x, w, known]
    case let op where op is Add || (arithmetic.isFixedPoint && (op is Subtract || op is Multiply)):
      return index.codes(behind: node.inputs[1]).map { [x, $0] }
    case is AveragePool, is GlobalAveragePool, is any UnaryOperator: return [x]
    case is ReduceMean where arithmetic.isFixedPoint, is Softmax where arithmetic.isFixedPoint: return [x]
    default: return nil
    }
  }

  static func hasWeights(_ op: any Operator) -> Bool { op is Conv || op is DepthwiseConv || op is Gemm }
}
