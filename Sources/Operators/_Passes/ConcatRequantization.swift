package import Graphs
import Tensors

/// `QuantizeLinear(Concat(DequantizeLinear(a), …))` → `Concat(QuantizeLinear(DequantizeLinear(a)), …)`: codes of several
/// scales become codes of one before they are joined, each by a table of its own (``TableFusion``). The same bytes.
package struct ConcatRequantization: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let quantize = node.op as? QuantizeLinear, quantize.parameters.isPerTensor,
      quantize.element == .uint8 || quantize.element == .int8, let x = node.inputs[0],
      index.onlyConsumer(of: x) != nil, let join = index.producer(of: x), join.op is Concat, join.epilogue.isEmpty,
      join.inputs.allSatisfy({ index.codes(behind: $0) != nil })
    else { return nil }
    var patch = GraphPatch(graph)
    var parts: [ValueID?] = []
    for (part, id) in join.inputs.enumerated() {
      parts.append(try patch.append(quantize, [id], name: "\(node.name)_\(part)")[0])
    }
    patch.replace(node.outputs[0], with: try patch.append(join.op, parts, name: join.name)[0])
    return patch
  }
}
