import Graphs

extension ONNXExpansion {
  /// Operators of the domain com.microsoft, which ONNX Runtime's quantizer and optimizer write.
  static let contributed: [String: Rule] = [
    "QLinearAdd": binary("Add"), "QLinearMul": binary("Mul"), "QLinearSigmoid": unary("Sigmoid"),
    "QLinearLeakyRelu": unary("LeakyRelu"), "QLinearAveragePool": unary("AveragePool"),
    "QLinearGlobalAveragePool": unary("GlobalAveragePool"), "QLinearSoftmax": unary("Softmax"),
    "QLinearConcat": concatenation, "QGemm": gemm, "FusedConv": fusedConvolution,
    "Gelu": gelu, "FastGelu": fastGelu, "SkipLayerNormalization": skipNormalization,
    "QuantizeLinear": renamed, "DequantizeLinear": renamed,
  ]

  private static func binary(_ kind: String) -> Rule {
    { node in
      let (a, b, y) = (node.between("a"), node.between("b"), node.between("y"))
      return [
        node.reals(0, scale: 1, zero: 2, axis: 1, to: a), node.reals(3, scale: 4, zero: 5, axis: 1, to: b),
        node.part(kind, [a, b], to: y), node.codes(y, scale: 6, zero: 7),
      ]
    }
  }

  private static func unary(_ kind: String) -> Rule {
    { node in
      guard node.int("channels_last", default: 0) == 0 else { return nil }
      let (x, y) = (node.between("x"), node.between("y"))
      let attributes = node.attributes.filter { $0.key != "channels_last" && $0.key != "opset" }
      return [
        node.reals(0, scale: 1, zero: 2, axis: 1, to: x),
        node.part(kind, [x], to: y, attributes, version: node.int("opset", default: 17)),
        node.codes(y, scale: 3, zero: 4),
      ]
    }
  }

  private static let concatenation: Rule = { node in
    let parts = stride(from: 2, to: node.inputs.count - 2, by: 3)
    let y = node.between("y")
    return parts.map { node.reals($0, scale: $0 + 1, zero: $0 + 2, axis: 1, to: node.between("x\($0)")) }
      + [node.part("Concat", parts.map { node.between("x\($0)") }, to: y, node.attributes)]
      + [node.codes(y, scale: 0, zero: 1)]
  }

  private static let gemm: Rule = { node in
    // The scale of the bias contains the factor of the product.
    guard node.float("alpha", default: 1) == 1 else { return nil }
    let (a, b, y) = (node.between("a"), node.between("b"), node.between("y"))
    let columns = node.int("transB", default: 0) == 0 ? 1 : 0
    var nodes = [
      node.reals(0, scale: 1, zero: 2, axis: 1, to: a), node.reals(3, scale: 4, zero: 5, axis: columns, to: b),
    ]
    var inputs = [a, b]
    if !node.name(6).isEmpty {
      nodes += node.bias(6, scales: (1, 4), to: node.between("c"))
      inputs.append(node.between("c"))
    }
    guard !node.name(7).isEmpty else { return nodes + [node.part("Gemm", inputs, node.attributes)] }
    return nodes + [node.part("Gemm", inputs, to: y, node.attributes), node.codes(y, scale: 7, zero: 8)]
  }

  private static let fusedConvolution: Rule = { node in
    let (y, sum) = (node.between("y"), node.between("sum"))
    let kind = node.string("activation", default: "")
    let own = node.attributes.filter { !["activation", "activation_params"].contains($0.key) }
    guard let activation = activations[kind] else { return nil }
    var nodes = [node.part("Conv", node.inputs.prefix(3).filter { !$0.isEmpty }, to: y, own, version: 11)]
    if !node.name(3).isEmpty { nodes.append(node.part("Add", [y, node.name(3)], to: sum)) }
    var parameters: [Float] = []
    if case .floats(let stated)? = node.attributes["activation_params"] { parameters = stated }
    let attributes = zip(activation, parameters).map { ($0, ForeignAttribute.float($1)) }
    // Clip has its bounds as attributes up to version 10.
    let last = node.part(
      kind, [nodes.last?.outputs.first ?? y], Dictionary(attributes) { first, _ in first }, version: 10)
    return nodes + [last]
  }

  /// The parameters of the activations that are fused, in order.
  private static let activations: [String: [String]] = [
    "Relu": [], "Sigmoid": [], "Tanh": [], "LeakyRelu": ["alpha"], "Clip": ["min", "max"],
    "HardSigmoid": ["alpha", "beta"],
  ]

  private static let gelu: Rule = { node in [node.part("Gelu", node.inputs)] }

  private static let fastGelu: Rule = { node in
    let (x, sum) = (node.name(0), node.between("sum"))
    let attributes: [String: ForeignAttribute] = ["approximate": .string("tanh")]
    guard !node.name(1).isEmpty else { return [node.part("Gelu", [x], attributes)] }
    return [node.part("Add", [x, node.name(1)], to: sum), node.part("Gelu", [sum], attributes)]
  }

  /// Outputs: the normalized sum; the sum itself as the fourth.
  private static let skipNormalization: Rule = { node in
    guard node.outputs.dropFirst().prefix(2).allSatisfy(\.isEmpty), let y = node.outputs.first else { return nil }
    let total = node.outputs.count > 3 && !node.outputs[3].isEmpty ? node.outputs[3] : node.between("total")
    let plain = node.name(4).isEmpty
    var nodes = [node.part("Add", [node.name(0), node.name(1)], to: plain ? total : node.between("sum"))]
    if !plain { nodes.append(node.part("Add", [node.between("sum"), node.name(4)], to: total)) }
    let inputs = [total, node.name(2), node.name(3)]
    let epsilon = ForeignAttribute.float(node.float("epsilon", default: 1e-12))
    return nodes + [
      node.part(
        "LayerNormalization", inputs.last == "" ? Array(inputs.dropLast()) : inputs, to: y, ["epsilon": epsilon])
    ]
  }

  private static let renamed: Rule = { node in [node.part(node.kind, node.inputs, node.attributes)] }
}
