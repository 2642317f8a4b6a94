package import Graphs
import Operators
private import Tensors

extension ModelFile {
  /// The graph in TFLite's operators.
  ///
  /// Every operator writes itself; one that cannot is replaced by its decomposition. Quantize/dequantize pairs around an
  /// operator become TFLite's integer operator where it means the same; codes are int8. Inputs and outputs keep name and
  /// type, and images that the graph turns from or to NCHW are stated in NHWC, see ``ChannelsLastBorder``.
  /// - Parameter origin: the format the graph was read from. One from TFLite goes back as it came: with its images as
  ///   stated, and with weights of codes in layers on reals.
  /// - Throws: ``InterchangeError/foreign(_:)`` with ``ForeignError/cannotExport(operatorName:node:problem:)``.
  package static func tfliteGraph(
    from graph: Graph, origin: ModelFormat? = nil
  ) throws(InterchangeError) -> ForeignGraph {
    do {
      let lowered = try TFLiteLowering.lowered(graph, turnsImages: origin != .tflite)
      try checkNames(lowered)
      var writing = TFLiteWriting(graph: lowered, keepsHybrids: origin == .tflite)
      for node in lowered.nodes {
        guard let op = node.op as? any TFLiteWritable else {
          throw writing.refusal(node, "TFLite has no form of it")
        }
        let types = node.inputs.map { $0.map(lowered.type(of:)) }
        guard op.hasForm(types) else {
          throw writing.refusal(node, "TFLite has no form of it on \(types.compactMap { $0?.description })")
        }
        try op.write(tflite: node, into: &writing)
      }
      writing.setInterface(outputs: writing.finishOutputs(), name: graph.name)
      return writing.foreign
    } catch let error as ForeignError { throw .foreign(error) } catch let error as GraphError {
      throw .graph(error)
    } catch { throw .graph(.malformed("\(error)")) }
  }
}

/// The rewrites that stand before a file of TFLite: NHWC, layers in the form TFLite knows, codes that are int8.
private enum TFLiteLowering {
  static func lowered(_ graph: Graph, turnsImages: Bool) throws(GraphError) -> Graph {
    var result = try graph.withoutDeadNodes().rewritten(by: [
      WideCodes(), Tidying(), BatchNormFolding(), MatMulAddFusion(takesBatches: true), RowWeights(),
      GaussianUnitFusion(), ErfExpansion(), FlattenedTranspose(), TransposedCodes(), Tidying(), TFLiteDecomposition(),
      Tidying(),
    ])
    if turnsImages { result = ChannelsLastBorder.applied(to: result) }
    return try SignedCodes.applied(to: result).rewritten(by: [
      CodeMovement(), ConcatRequantization(), Tidying(), KnownMovement(), TFLiteFusion(),
    ])
  }
}

/// What ``Simplifiable`` operators say of themselves, of those that only move, copy or store.
private struct Tidying: GraphPass {
  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Transpose || node.op is Identity || node.op is QuantizeLinear else { return nil }
    return try Simplification().patch(at: node, in: graph, index: index)
  }
}

/// What only moves known elements, such as weights in another layout → what it gives.
private struct KnownMovement: GraphPass {
  private let folding = ConstantFolding()

  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op.actsOnCodes, !node.outputs.contains(where: graph.outputs.contains) else { return nil }
    return try folding.patch(at: node, in: graph, index: index)
  }
}

/// An operator without a TFLite form → the smaller operators that define it.
private struct TFLiteDecomposition: GraphPass {
  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let op = node.op as? any Decomposable, node.epilogue.isEmpty else { return nil }
    if let writable = node.op as? any TFLiteWritable, writable.hasForm(node.inputs.map { $0.map(graph.type(of:)) }) {
      return nil
    }
    return try GraphPatch(graph, decomposing: node, op)
  }
}
