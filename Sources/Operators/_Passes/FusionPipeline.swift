package import Graphs

/// The order of all rewrites. Each pass keeps what the graph computes; the order only decides how far it shrinks.
package enum FusionPipeline {
  /// Rewrites whose result is still a plain graph: to differentiate, quantize, prune or export.
  package static let simplifying: [any GraphPass] = [
    Simplification(), ConstantFolding(), PadFolding(), MatMulAddFusion(), BatchNormFolding(), FlattenedTranspose(),
    DuplicateElimination(),
  ]

  /// Rewrites on the way to the runtime: they fill epilogues and bring work onto codes.
  package static let fusing: [any GraphPass] = [
    GateFusion(), GaussianUnitFusion(), LayerNormalizationFusion(), MatMulAddFusion(takesBatches: true), CodeMovement(),
    ConcatRequantization(), Simplification(), TableFusion(), Simplification(), ConstantFolding(), FlattenedTranspose(),
    TransposeMerging(), Simplification(), ActivationFusion(), ResidualFusion(), QuantizedFusion(), FinishFusion(),
    DequantizedConstants(), Decomposition(), ConstantFolding(), ActivationFusion(),
  ]

  package static let standard: [any GraphPass] = simplifying + fusing

  /// The graph after ``simplifying``.
  package static func simplified(_ graph: Graph) throws(GraphError) -> Graph { try run(simplifying, on: graph) }

  /// The graph after ``standard``, to be run.
  package static func optimized(_ graph: Graph) throws(GraphError) -> Graph { try run(standard, on: graph) }

  private static func run(_ passes: [any GraphPass], on graph: Graph) throws(GraphError) -> Graph {
    var graph = try graph.withoutDeadNodes().sorted()
    for pass in passes { graph = try pass(graph).withoutUnreadConstants() }
    return graph
  }
}
