import Graphs
import Tensors

/// Puts operators on codes in the place of operators on reals between conversions.
struct IntegerOperators {
  private var graph: ForeignGraph
  private var makers: [String: ForeignNode] = [:]
  private var readers: [String: Int] = [:]

  private static let contributed = "com.microsoft"

  init(_ graph: ForeignGraph) {
    self.graph = graph
    for node in graph.nodes {
      for output in node.outputs { makers[output] = node }
      for input in node.inputs where !input.isEmpty { readers[input, default: 0] += 1 }
    }
    for output in graph.outputs { readers[output.name, default: 0] += 1 }
  }

  mutating func rewritten() -> ForeignGraph {
    graph.nodes = graph.nodes.map { node in
      switch node.kind {
      case "QuantizeLinear": stored(node) ?? node
      case "Gemm": gemm(node, output: node.outputs, scales: []) ?? node
      default: node
      }
    }
    return graph.withoutUnread()
  }

  /// The operator on codes that a QuantizeLinear ends.
  private func stored(_ quantize: ForeignNode) -> ForeignNode? {
    guard quantize.inputs.count == 3, let parameters = ForeignCodes(quantize, in: graph), parameters.isByte,
      let real = quantize.inputs.first, var node = onlyMaker(of: real)
    else { return nil }
    let scales = Array(quantize.inputs.dropFirst())
    if node.kind == "Relu" || node.kind == "Clip", clampIsIdle(node, parameters), let input = node.inputs.first,
      let inner = onlyMaker(of: input)
    {
      node = inner
    }
    switch node.kind {
    case "Conv":
      guard let (x, w, b) = layer(node) else { return nil }
      return made(node, "QLinearConv", x + w + scales + b, quantize.outputs)
    case "MatMul":
      guard let (a, b, _) = layer(node) else { return nil }
      return made(node, "QLinearMatMul", a + b + scales, quantize.outputs)
    case "Gemm": return gemm(node, output: quantize.outputs, scales: scales)
    case "Add":
      guard node.inputs.count == 2, let a = codes(node.inputs[0]), let b = codes(node.inputs[1]) else { return nil }
      return made(node, "QLinearAdd", a + b + scales, quantize.outputs, Self.contributed)
    case "Concat":
      let parts = node.inputs.compactMap(codes)
      guard parts.count == node.inputs.count else { return nil }
      return made(node, "QLinearConcat", scales + parts.flatMap { $0 }, quantize.outputs, Self.contributed)
    case "AveragePool", "GlobalAveragePool", "Sigmoid", "LeakyRelu":
      guard let x = node.inputs.first.flatMap(codes) else { return nil }
      return made(node, "QLinear" + node.kind, x + scales, quantize.outputs, Self.contributed)
    case "MaxPool", "Flatten", "Reshape", "Transpose", "Slice", "Expand", "Tile", "DepthToSpace", "SpaceToDepth":
      // Moves or selects codes, whatever they stand for.
      guard let x = node.inputs.first.flatMap(codes), Array(x.dropFirst()) == scales else { return nil }
      return made(node, node.kind, [x[0]] + node.inputs.dropFirst(), quantize.outputs)
    default: return nil
    }
  }

  private func made(
    _ node: ForeignNode, _ kind: String, _ inputs: [String], _ outputs: [String], _ domain: String = ""
  ) -> ForeignNode {
    ForeignNode(
      name: node.name, domain: domain, kind: kind, version: domain.isEmpty ? node.version : 1, inputs: inputs,
      outputs: outputs, attributes: node.attributes)
  }

  /// - Parameter scales: of the output; none for a product that is stored as reals.
  private func gemm(_ node: ForeignNode, output: [String], scales: [String]) -> ForeignNode? {
    guard let (a, b, c) = layer(node) else { return nil }
    return made(node, "QGemm", a + b + (c.isEmpty ? scales.isEmpty ? [] : [""] : c) + scales, output, Self.contributed)
  }

  /// Codes of the activation and of the weights, and the codes of the bias if there is one.
  private func layer(_ node: ForeignNode) -> ([String], [String], [String])? {
    guard node.inputs.count >= 2, let x = codes(node.inputs[0]), let w = codes(node.inputs[1]) else { return nil }
    guard node.inputs.count > 2, !node.inputs[2].isEmpty else { return (x, w, []) }
    guard let maker = makers[node.inputs[2]], maker.kind == "DequantizeLinear", let b = maker.inputs.first,
      graph.constants[b]?.element == .int32
    else { return nil }
    return (x, w, [b])
  }

  /// Codes, scale and zero point behind a DequantizeLinear of 8-bit codes.
  private func codes(_ real: String) -> [String]? {
    guard let node = makers[real], node.kind == "DequantizeLinear", node.inputs.count == 3,
      let codes = ForeignCodes(node, in: graph), codes.isByte, node.int("block_size", default: 0) == 0
    else { return nil }
    return node.inputs
  }

  /// The maker of a value that nobody else reads.
  private func onlyMaker(of name: String) -> ForeignNode? { readers[name] == 1 ? makers[name] : nil }

  /// True when the codes cannot express what the clamp would cut off.
  private func clampIsIdle(_ node: ForeignNode, _ codes: ForeignCodes) -> Bool {
    func bound(_ index: Int) -> Float? {
      guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
      return graph.constants[node.inputs[index]]?.floats.first ?? .nan
    }
    if node.kind == "Relu" { return codes.code(of: 0) <= codes.lowest }
    if let low = bound(1), !(codes.code(of: low) <= codes.lowest) { return false }
    if let high = bound(2), !(codes.code(of: high) >= codes.highest) { return false }
    return true
  }
}
