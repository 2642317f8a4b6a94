package import Graphs
import Tensors

/// `Transpose(QuantizeLinear(x))` → `QuantizeLinear(Transpose(x))`, likewise DequantizeLinear, when nobody else reads what
/// is between: a transpose at the border of a graph then stands next to its input.
package struct TransposedCodes: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Transpose, node.epilogue.isEmpty, let y = node.inputs[0], index.onlyConsumer(of: y) != nil,
      let producer = index.producer(of: y), producer.epilogue.isEmpty, let x = producer.inputs[0],
      graph.constant(x) == nil
    else { return nil }
    switch producer.op {
    case let quantize as QuantizeLinear where quantize.parameters.isPerTensor: break
    case is DequantizeLinear where graph.type(of: x).quantization?.isPerTensor == true: break
    default: return nil
    }
    var patch = GraphPatch(graph)
    let moved = try patch.append(node.op, [x], name: node.name)
    patch.replace(node.outputs[0], with: try patch.append(producer.op, moved, name: producer.name)[0])
    return patch
  }
}
