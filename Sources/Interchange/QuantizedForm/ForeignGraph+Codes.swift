import Graphs

extension ForeignGraph {
  /// Without `QuantizeLinear(DequantizeLinear(q))` of one scale and zero point: a transpose between them may have met its
  /// opposite when the axes were put in the order of the file.
  var withoutRepeatedCodes: ForeignGraph {
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
  var withCodesTransposed: ForeignGraph {
    var makers: [String: ForeignNode] = [:]
    for node in nodes where node.kind == "DequantizeLinear" { makers[node.outputs.first ?? ""] = node }
    var result = self
    result.nodes = nodes.flatMap { node -> [ForeignNode] in
      guard node.kind == "Transpose", let maker = node.inputs.first.flatMap({ makers[$0] }),
        let codes = maker.inputs.first, let reals = node.outputs.first,
        ForeignCodes(maker, in: self)?.isOneScale == true
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
  func withoutUnread() -> ForeignGraph {
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
