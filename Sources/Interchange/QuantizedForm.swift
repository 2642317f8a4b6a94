package import Graphs
private import Tensors

/// How an ONNX file states layers on codes. Both forms give the same numbers.
package enum QuantizedForm: String, Sendable, CaseIterable {
  /// Operators on reals between DequantizeLinear and QuantizeLinear, which an engine fuses.
  case qdq
  /// Operators on codes: QLinearConv, QLinearMatMul; of the domain com.microsoft QGemm, QLinearAdd, QLinearConcat,
  /// QLinearAveragePool, QLinearGlobalAveragePool, QLinearSigmoid and QLinearLeakyRelu. What has no such form stays
  /// between conversions.
  case operators

  package func applied(to graph: ForeignGraph) -> ForeignGraph {
    let graph = graph.withoutRepeatedCodes
    guard self == .operators else { return graph }
    var form = IntegerOperators(graph.withCodesTransposed)
    return form.rewritten()
  }
}

/// Puts operators on codes in the place of operators on reals between conversions.
private struct IntegerOperators {
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
    guard quantize.inputs.count == 3, let parameters = Codes(quantize, in: graph), parameters.isByte,
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
      let codes = Codes(node, in: graph), codes.isByte, node.int("block_size", default: 0) == 0
    else { return nil }
    return node.inputs
  }

  /// The maker of a value that nobody else reads.
  private func onlyMaker(of name: String) -> ForeignNode? { readers[name] == 1 ? makers[name] : nil }

  /// True when the codes cannot express what the clamp would cut off.
  private func clampIsIdle(_ node: ForeignNode, _ codes: Codes) -> Bool {
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

/// What the codes of a conversion stand for.
private struct Codes {
  let isByte: Bool
  let isOneScale: Bool
  let lowest: Float
  let highest: Float
  private let scale: Float
  private let zero: Float

  init?(_ node: ForeignNode, in graph: ForeignGraph) {
    guard node.inputs.count == 3, let scales = graph.constants[node.inputs[1]], scales.element == .float32,
      let zeros = graph.constants[node.inputs[2]], let range = zeros.element.integerRange, zeros.count > 0,
      scales.count > 0
    else { return nil }
    isByte = zeros.element.bitWidth == 8
    isOneScale = scales.count == 1
    (lowest, highest) = (Float(range.lowerBound), Float(range.upperBound))
    scale = scales.floats[0]
    zero =
      isByte ? zeros.withBytes { Float(range.lowerBound < 0 ? Int(Int8(bitPattern: $0[0])) : Int($0[0])) } : 0
  }

  func code(of real: Float) -> Float { (real / scale).rounded(.toNearestOrEven) + zero }
}

extension ForeignGraph {
  /// Without `QuantizeLinear(DequantizeLinear(q))` of one scale and zero point: a transpose between them may have met its
  /// opposite when the axes were put in the order of the file.
  fileprivate var withoutRepeatedCodes: ForeignGraph {
    var makers: [String: ForeignNode] = [:]
    for node in nodes where node.kind == "DequantizeLinear" { makers[node.outputs.first ?? ""] = node }
    var replaced: [String: String] = [:]
    for node in nodes where node.kind == "QuantizeLinear" {
      guard let maker = node.inputs.first.flatMap({ makers[$0] }), let source = maker.inputs.first,
        maker.inputs.dropFirst() == node.inputs.dropFirst(), let codes = node.outputs.first,
        !outputs.contains(where: { $0.name == codes })
      else { continue }
      replaced[codes] = replaced[source] ?? source
    }
    guard !replaced.isEmpty else { return self }
    var result = self
    result.nodes = nodes.map { node in
      var node = node
      node.inputs = node.inputs.map { replaced[$0] ?? $0 }
      return node
    }
    return result.withoutUnread()
  }

  /// With `Transpose(DequantizeLinear(q))` as `DequantizeLinear(Transpose(q))`, so that a layer finds its codes: an image
  /// that the model takes with its channels last is turned behind its conversion.
  fileprivate var withCodesTransposed: ForeignGraph {
    var makers: [String: ForeignNode] = [:]
    for node in nodes where node.kind == "DequantizeLinear" { makers[node.outputs.first ?? ""] = node }
    var result = self
    result.nodes = nodes.flatMap { node -> [ForeignNode] in
      guard node.kind == "Transpose", let maker = node.inputs.first.flatMap({ makers[$0] }),
        let codes = maker.inputs.first, let reals = node.outputs.first, Codes(maker, in: self)?.isOneScale == true
      else { return [node] }
      var (turned, conversion) = (node, maker)
      turned.inputs = [codes]
      turned.outputs = [reals + "_codes"]
      conversion.name = ""
      conversion.inputs[0] = reals + "_codes"
      conversion.outputs = [reals]
      return [turned, conversion]
    }
    return result
  }

  /// Without nodes and constants that nothing reads any more.
  fileprivate func withoutUnread() -> ForeignGraph {
    var needed = Set(outputs.map(\.name))
    var kept: [ForeignNode] = []
    for node in nodes.reversed() where node.outputs.contains(where: { needed.contains($0) }) {
      needed.formUnion(node.inputs)
      kept.append(node)
    }
    var result = self
    result.nodes = kept.reversed()
    result.constants = constants.filter { needed.contains($0.key) }
    for node in result.nodes where !node.domain.isEmpty { result.operatorSets[node.domain] = 1 }
    return result
  }
}
