package import Graphs
import Tensors

/// Sums, differences and products of codes of unlike shapes → of equal ones, in the arithmetic of TFLite: the smaller
/// operand is repeated, a known one once and for all, so that the integer kernel takes both.
package struct CodeBroadcast: GraphPass {
  private let arithmetic: QuantizedArithmetic

  package init(_ arithmetic: QuantizedArithmetic = .onnx) { self.arithmetic = arithmetic }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard arithmetic.isFixedPoint, node.op is Add || node.op is Subtract || node.op is Multiply,
      node.epilogue.output == nil, node.inputs.count == 2, let y = node.outputs.first,
      let reader = index.onlyConsumer(of: y), reader.op is QuantizeLinear || reader.op is any ClampOperator,
      let a = index.codes(behind: node.inputs[0]), let b = index.codes(behind: node.inputs[1]),
      graph.constant(a) == nil || graph.constant(b) == nil
    else { return nil }
    let shape = graph.type(of: y).shape
    guard [a, b].allSatisfy({ graph.type(of: $0).hasByteCodes }),
      [a, b].contains(where: { graph.type(of: $0).shape != shape || graph.constant($0)?.element == .int8 })
    else { return nil }
    var patch = GraphPatch(graph)
    var operands: [ValueID?] = []
    for codes in [a, b] {
      let repeated: ValueID
      if let known = graph.constant(codes) {
        repeated = patch.constant(known.unsignedCodes(repeatedTo: shape), name: graph[codes].name)
      } else if graph.type(of: codes).shape == shape {
        repeated = codes
      } else {
        repeated = try patch.append(Expand(shape.dimensions), [codes], name: graph[codes].name + "_repeated")[0]
      }
      operands.append(try patch.append(DequantizeLinear(), [repeated], name: graph[codes].name + "_reals")[0])
    }
    let made = try patch.append(node.op, operands, name: node.name, epilogue: node.epilogue)
    patch.replace(y, with: made[0])
    return patch
  }
}

extension TensorType {
  fileprivate var hasByteCodes: Bool {
    (element == .uint8 || element == .int8) && quantization?.isPerTensor == true
  }
}

extension Tensor {
  /// The same reals as uint8 codes, repeated as broadcasting does.
  fileprivate func unsignedCodes(repeatedTo target: Shape) -> Tensor {
    let stated = type.quantization ?? QuantizationParameters(scale: 1)
    let offset: Int32 = element == .int8 ? 128 : 0
    let parameters = QuantizationParameters(scale: stated.scale, zeroPoint: stated.zeroPoint + offset)
    var result = Tensor(zeros: TensorType(.uint8, target, quantization: parameters))
    let sources = Broadcasting.offsets(of: shape, in: target)
    withBytes { old in
      result.withMutableBytes { new in
        for (index, source) in sources.enumerated() { new[index] = old[source] ^ UInt8(offset) }
      }
    }
    return result
  }
}
