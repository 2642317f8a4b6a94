package import Graphs

/// The order of all rewrites. Each pass keeps what the graph computes; the order only decides how far it shrinks.
package enum FusionPipeline {
  /// Rewrites whose result is still a plain graph: to differentiate, quantize, prune or export.
  package static var simplifying: [any GraphPass] {
    [
      Simplification(), ConstantFolding(keepsTrained: true), PadFolding(), MatMulAddFusion(), BatchNormFolding(),
      FlattenedTranspose(), DuplicateElimination(),
    ]
  }

  /// Rewrites on the way to the runtime: they fill epilogues and bring work onto codes.
  /// - Parameter arithmetic: how operators on codes will compute.
  package static func fusing(_ arithmetic: QuantizedArithmetic = .onnx) -> [any GraphPass] {
    [
      UnsignedCodes(), DynamicProductFusion(), GateFusion(), GaussianUnitFusion(), LayerNormalizationFusion(),
      MatMulAddFusion(takesBatches: true), BlockedProduct(), WideCodes(), CodeMovement(), ConcatRequantization(),
      Simplification(),
      TableFusion(arithmetic), CodeBroadcast(arithmetic), DynamicRangeLayers(arithmetic), Simplification(),
      ConstantFolding(), FlattenedTranspose(),
      TransposeMerging(),
      Simplification(), ActivationFusion(), ResidualFusion(arithmetic), QuantizedFusion(arithmetic), FinishFusion(),
      DequantizedConstants(), Decomposition(), ConstantFolding(), ActivationFusion(),
    ]
  }

  package static var standard: [any GraphPass] { simplifying + fusing() }

  /// The graph after ``simplifying``.
  package static func simplified(_ graph: Graph) throws(GraphError) -> Graph { try graph.rewritten(by: simplifying) }

  /// The graph after ``standard``, to be run.
  /// - Parameters:
  ///   - disabled: names of passes to leave out, see ``names``.
  ///   - arithmetic: how operators on codes will compute.
  package static func optimized(
    _ graph: Graph, without disabled: Set<String> = [], arithmetic: QuantizedArithmetic = .onnx
  ) throws(GraphError) -> Graph {
    let passes = simplifying + fusing(arithmetic)
    return try graph.rewritten(by: disabled.isEmpty ? passes : passes.filter { !disabled.contains(type(of: $0).name) })
  }

  /// The names of all passes, each once, in order of first use.
  package static var names: [String] {
    var seen = Set<String>()
    return standard.map { type(of: $0).name }.filter { seen.insert($0).inserted }
  }
}
