import Graphs

extension ONNXExpansion {
  /// ONNX's own operators on codes: the operator on reals between a DequantizeLinear and a QuantizeLinear.
  static let quantized: [String: Rule] = ["QLinearConv": convolution, "QLinearMatMul": product]

  private static let convolution: Rule = { node in
    let (x, w, y) = (node.between("x"), node.between("w"), node.between("y"))
    var nodes = [
      node.reals(0, scale: 1, zero: 2, axis: 1, to: x), node.reals(3, scale: 4, zero: 5, axis: 0, to: w),
    ]
    var inputs = [x, w]
    if !node.name(8).isEmpty {
      nodes += node.bias(8, scales: (1, 4), to: node.between("b"))
      inputs.append(node.between("b"))
    }
    nodes.append(node.part("Conv", inputs, to: y, node.attributes, version: 11))
    return nodes + [node.codes(y, scale: 6, zero: 7)]
  }

  private static let product: Rule = { node in
    let (a, b, y) = (node.between("a"), node.between("b"), node.between("y"))
    return [
      node.reals(0, scale: 1, zero: 2, axis: -2, to: a), node.reals(3, scale: 4, zero: 5, axis: -1, to: b),
      node.part("MatMul", [a, b], to: y), node.codes(y, scale: 6, zero: 7),
    ]
  }
}

extension ForeignNode {
  /// The reals of an int32 bias, whose scale is the product of two others.
  func bias(_ codes: Int, scales: (Int, Int), to output: String) -> [ForeignNode] {
    let scale = output + "/scale"
    return [
      part("Mul", [name(scales.0), name(scales.1)], to: scale),
      part("DequantizeLinear", [name(codes), scale], to: output, ["axis": .int(0), "output_dtype": .int(1)]),
    ]
  }
}
