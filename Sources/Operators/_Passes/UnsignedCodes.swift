package import Graphs
import Tensors

/// int8 activations → uint8 activations of a zero point 128 higher: every code moves by 128, no real changes. The
/// integer kernels multiply unsigned activations by signed weights, so both kinds of files run in them.
///
/// `QuantizeLinear(int8)` read by DequantizeLinear only → `QuantizeLinear(uint8)`; codes that the graph takes or gives
/// pass through a table that moves them.
package struct UnsignedCodes: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    if node.op is DequantizeLinear { return try input(of: node, graph) }
    guard let quantize = node.op as? QuantizeLinear, quantize.element == .int8, quantize.parameters.isPerTensor,
      node.epilogue.isEmpty, index.consumers(of: node.outputs[0]).allSatisfy({ $0.op is DequantizeLinear })
    else { return nil }
    let isOutput = graph.outputs.contains(node.outputs[0])
    var patch = GraphPatch(graph)
    let moved = QuantizeLinear(.uint8, quantize.parameters.moved(by: 128))
    let codes = try patch.append(moved, node.inputs, name: node.name)[0]
    let made =
      isOutput
      ? try patch.append(Lookup(.moved(to: .int8, quantize.parameters)), [codes], name: node.name + "_s8")[0] : codes
    patch.replace(node.outputs[0], with: made)
    return patch
  }

  private func input(of node: Node, _ graph: Graph) throws(GraphError) -> GraphPatch? {
    guard let x = node.inputs[0], graph.inputs.contains(x), graph.type(of: x).element == .int8,
      let parameters = graph.type(of: x).quantization, parameters.isPerTensor
    else { return nil }
    var patch = GraphPatch(graph)
    let table = CodeTable.moved(to: .uint8, parameters.moved(by: 128))
    let codes = try patch.append(Lookup(table), [x], name: node.name + "_u8")[0]
    patch.replace(node.outputs[0], with: try patch.append(DequantizeLinear(), [codes], name: node.name)[0])
    return patch
  }
}

extension QuantizationParameters {
  fileprivate func moved(by offset: Int32) -> QuantizationParameters {
    QuantizationParameters(scale: scale, zeroPoint: zeroPoint + offset)
  }
}

extension CodeTable {
  /// Every code 128 higher or lower: the upper bit of its byte changes.
  fileprivate static func moved(to element: ElementType, _ parameters: QuantizationParameters) -> CodeTable {
    CodeTable((0...255).map { UInt8($0 ^ 0x80) }, element: element, parameters: parameters)
  }
}
