package import Graphs
import Kernels

/// An operator without a kernel for this call → the smaller operators that define it.
package struct Decomposition: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let op = node.op as? any Decomposable, node.epilogue.isEmpty,
      (op as? any Accelerated)?.kernel(for: KernelRequest(for: node, in: graph)) == nil
    else { return nil }
    var edited = graph
    guard let pieces = try? op.decomposition(node.inputs, in: &edited) else { return nil }
    var patch = GraphPatch(edited)
    for (id, piece) in zip(node.outputs, pieces) { patch.replace(id, with: piece) }
    return patch
  }
}

extension KernelRequest {
  /// The request that a node of a graph would make on this machine.
  init(for node: Node, in graph: Graph) {
    self.init(
      inputs: node.inputs.map { $0.map(graph.type(of:)) }, constants: node.inputs.map { graph.constant($0) },
      outputs: node.outputs.map(graph.type(of:)), epilogue: node.epilogue,
      residual: node.epilogue.residual.map(graph.type(of:)))
  }
}
