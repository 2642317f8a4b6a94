package import Graphs
import Tensors

/// What TFLite states as one operator: `op → activation` → `op` with the clamp in its epilogue, and
/// `DequantizeLinear(x), DequantizeLinear(w) → op → activation → QuantizeLinear` → `op` on codes that stores codes.
///
/// The second only where TFLite's integer operator means the same (``TFLiteWritable/hasIntegerForm(_:output:)``); other
/// operators stay between a DequantizeLinear and a QuantizeLinear. Those two in a row become one requantization. A known bias becomes int32 codes of the scale of
/// input times weight. The new value takes the name of the one it stands for.
package struct TFLiteFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let op = node.op as? any TFLiteWritable, node.outputs.count == 1, node.epilogue.output == nil else {
      return nil
    }
    if op is QuantizeLinear { return try requantization(node, in: graph, index) }
    var end = node.outputs[0]
    var epilogue = node.epilogue
    if epilogue.isEmpty, type(of: op).fusesActivation, let reader = index.onlyConsumer(of: end),
      let activation = reader.op as? any ClampOperator, reader.epilogue.isEmpty,
      TFLiteActivation(clamp: activation.range) != nil
    {
      epilogue.clamp = activation.range
      end = reader.outputs[0]
    }
    let fused = try integer(node, op, epilogue, behind: end, in: graph, index)
    if let fused { return fused }
    guard end != node.outputs[0] else { return nil }
    var patch = GraphPatch(graph)
    patch.replace(end, with: try patch.append(op, node.inputs, name: graph[end].name, epilogue: epilogue)[0])
    return patch
  }

  /// `QuantizeLinear(DequantizeLinear(q))` → `QuantizeLinear(q)`, which takes codes in TFLite.
  private func requantization(_ node: Node, in graph: Graph, _ index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let codes = index.codes(behind: node.inputs[0]), (node.op as? QuantizeLinear)?.parameters.isPerTensor == true
    else { return nil }
    var patch = GraphPatch(graph)
    let name = graph[node.outputs[0]].name
    patch.replace(node.outputs[0], with: try patch.append(node.op, [codes], name: name)[0])
    return patch
  }

  /// The node on codes, when its inputs are codes and a QuantizeLinear is the only reader of `end`.
  private func integer(
    _ node: Node, _ op: any TFLiteWritable, _ epilogue: Epilogue, behind end: ValueID, in graph: Graph,
    _ index: GraphIndex
  ) throws(GraphError) -> GraphPatch? {
    guard !op.actsOnCodes, let quantizer = index.onlyConsumer(of: end), let quantize = quantizer.op as? QuantizeLinear,
      quantize.parameters.isPerTensor, quantizer.epilogue.isEmpty
    else { return nil }
    var patch = GraphPatch(graph)
    var inputs: [ValueID?] = []
    for (position, id) in node.inputs.enumerated() {
      guard let id else {
        inputs.append(nil)
        continue
      }
      if position == 2, QuantizedFusion.hasWeights(op) || op is ImageConvTranspose {
        guard let bias = TFLiteFusion.bias(id, inputs, graph, index) else { return nil }
        inputs.append(patch.constant(bias, name: graph[index.codes(behind: id) ?? id].name))
      } else if let codes = index.codes(behind: id) {
        inputs.append(codes)
      } else {
        return nil
      }
    }
    let output = quantizer.outputs[0]
    guard op.hasIntegerForm(inputs.map { $0.map(patch.type(of:)) }, output: graph.type(of: output)) else { return nil }
    var epilogue = epilogue
    epilogue.output = Epilogue.QuantizedOutput(element: quantize.element, parameters: quantize.parameters)
    patch.replace(output, with: try patch.append(op, inputs, name: graph[output].name, epilogue: epilogue)[0])
    return patch
  }

  /// A known bias as int32 codes of the scale of input times weight; `nil` when it is not known or does not fit.
  private static func bias(_ id: ValueID, _ inputs: [ValueID?], _ graph: Graph, _ index: GraphIndex) -> Tensor? {
    guard inputs.count == 2, let x = inputs[0].flatMap({ graph.type(of: $0).quantization }), x.isPerTensor,
      let w = inputs[1].flatMap({ graph.type(of: $0).quantization }),
      let known = graph.constant(index.codes(behind: id) ?? id), known.shape.rank == 1
    else { return nil }
    let scales = w.scales.map { $0 * x.scale }
    let parameters =
      scales.count == 1
      ? QuantizationParameters(scale: scales[0]) : QuantizationParameters(symmetric: scales, axis: 0)
    if known.element == .int32, let stated = known.type.quantization, stated.zeroPoints.allSatisfy({ $0 == 0 }) {
      if stated == parameters { return known }
      // One scale for all, stated as one.
      if Set(scales).count == 1, Set(stated.scales) == Set(scales) { return known }
    }
    guard let reals = try? known.dequantized(), reals.element == .float32 else { return nil }
    let largest = Float(1 << 30)
    let fits = reals.floats.enumerated().allSatisfy { index, real in
      abs(real / scales[scales.count == 1 ? 0 : min(index, scales.count - 1)]) < largest
    }
    return fits ? try? reals.quantized(to: .int32, parameters) : nil
  }
}

extension TFLiteWritable {
  /// True for int8 codes of one scale.
  static func isCodes(_ type: TensorType?) -> Bool {
    type?.element == .int8 && type?.quantization?.isPerTensor == true
  }

  /// True when both hold int8 codes that stand for the same reals.
  static func sharesCodes(_ a: TensorType?, _ b: TensorType) -> Bool {
    isCodes(a) && isCodes(b) && a?.quantization == b.quantization
  }

  /// True for int8 activations, symmetric int8 weights of one scale or one along `axis`, and an int8 result.
  static func areLayerCodes(_ inputs: [TensorType?], axis: Int, output: TensorType) -> Bool {
    guard inputs.count >= 2, isCodes(inputs[0]), isCodes(output), let w = inputs[1], w.element == .int8,
      let parameters = w.quantization
    else { return false }
    return parameters.zeroPoints.allSatisfy { $0 == 0 } && (parameters.axis ?? axis) == axis
  }
}
