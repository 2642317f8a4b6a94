package import Graphs
import Operators
private import Tensors

extension ModelFile {
  /// The graph as an ONNX file states it.
  ///
  /// Every operator writes itself; one that cannot is replaced by its decomposition. Inputs and outputs keep name, type
  /// and shape. Nodes that no output needs are left out.
  /// - Throws: ``InterchangeError/foreign(_:)`` with ``ForeignError/cannotExport(operatorName:node:problem:)``.
  package static func foreignGraph(from graph: Graph) throws(InterchangeError) -> ForeignGraph {
    do {
      let graph = try FlattenedImage()(decomposed(graph.withoutDeadNodes()))
      try graph.verify()
      try checkNames(graph)
      var writing = ONNXWriting(graph: graph)
      for node in graph.nodes {
        guard let op = node.op as? any ONNXWritable else {
          throw ForeignError.cannotExport(
            operatorName: type(of: node.op).name, node: node.name, problem: "ONNX has no form of it")
        }
        guard node.epilogue.isEmpty else {
          throw ForeignError.cannotExport(
            operatorName: type(of: node.op).name, node: node.name, problem: "the graph is already fused")
        }
        try op.write(onnx: node, into: &writing)
      }
      let outputs = writing.finishOutputs()
      writing.setInterface(
        inputs: graph.inputs.map { value(graph[$0].name, graph.type(of: $0)) },
        outputs: zip(outputs, graph.outputs).map { value($0, graph.type(of: $1)) }, name: graph.name)
      return writing.foreign
    } catch let error as ForeignError { throw .foreign(error) } catch let error as GraphError {
      throw .graph(error)
    } catch { throw .graph(.malformed("\(error)")) }
  }

  private static func value(_ name: String, _ type: TensorType) -> ForeignValue {
    ForeignValue(name: name, element: type.element, extents: type.shape.dimensions.map { .fixed($0) })
  }

  static func checkNames(_ graph: Graph) throws(GraphError) {
    let names = (graph.inputs + graph.outputs).map { graph[$0].name }
    guard names.allSatisfy({ !$0.isEmpty }) else { throw .malformed("an input or output has no name") }
    let inputs = graph.inputs.map { graph[$0].name }
    guard Set(inputs).count == inputs.count else { throw .malformed("two inputs have the same name") }
    guard !graph.outputs.isEmpty else { throw .malformed("the graph has no output") }
  }

  /// Replaces every operator that ONNX does not have by the pieces that define it.
  private static func decomposed(_ graph: Graph) throws(GraphError) -> Graph {
    let pass = ExportDecomposition()
    return try pass(graph)
  }
}

/// An operator without an ONNX form, or with one that is newer than the files we write → the smaller operators that
/// define it.
private struct ExportDecomposition: GraphPass {
  func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    let form = (node.op as? any ONNXWritable).map { type(of: $0).onnxVersion }
    guard form ?? .max > ForeignNode.exportVersion, let op = node.op as? any Decomposable, node.epilogue.isEmpty
    else { return nil }
    return try GraphPatch(graph, decomposing: node, op)
  }
}
