package import Graphs

/// Nodes that state in one what others state in several: they are read as these.
package enum ONNXExpansion {
  typealias Rule = @Sendable (_ node: ForeignNode) -> [ForeignNode]?

  /// By domain and name.
  private static let rules: [String: Rule] =
    quantized.merging(contributed.map { ("com.microsoft." + $0, $1) }) { first, _ in first }

  /// The nodes that say the same, the last one with the outputs of this one; the node itself when there are none.
  package static func expanded(_ node: ForeignNode) -> [ForeignNode] {
    let key = node.domain.isEmpty ? node.kind : node.domain + "." + node.kind
    return rules[key]?(node) ?? [node]
  }
}

extension ForeignNode {
  /// The name of an input, empty when absent.
  func name(_ index: Int) -> String { index < inputs.count ? inputs[index] : "" }

  /// A name for a value in between.
  func between(_ part: String) -> String { (outputs.first ?? name) + "/" + part }

  /// A node of ONNX's own that does a part of the work of this one.
  /// - Parameter output: by default the one that this node makes.
  func part(
    _ kind: String, _ inputs: [String], to output: String? = nil,
    _ attributes: [String: ForeignAttribute] = [:], version: Int = 21
  ) -> ForeignNode {
    ForeignNode(
      name: output == nil ? name : name + "/" + kind, kind: kind, version: version, inputs: inputs,
      outputs: output.map { [$0] } ?? outputs, attributes: attributes)
  }

  /// The reals of the codes in an input, as float32 whatever the scale is.
  func reals(_ codes: Int, scale: Int, zero: Int, axis: Int, to output: String) -> ForeignNode {
    part(
      "DequantizeLinear", [name(codes), name(scale), name(zero)], to: output,
      ["axis": .int(axis), "output_dtype": .int(1)])
  }

  /// Codes of reals as the result of this node.
  func codes(_ reals: String, scale: Int, zero: Int) -> ForeignNode {
    part("QuantizeLinear", [reals, name(scale), name(zero)])
  }
}
