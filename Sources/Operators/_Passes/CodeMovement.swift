package import Graphs
import Tensors

/// `DequantizeLinear → MaxPool` → `MaxPool → DequantizeLinear`; likewise every operator that only moves or selects, when
/// all its inputs are codes of one quantization. What follows may then read the codes.
package struct CodeMovement: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op.actsOnCodes, !(node.op is DequantizeLinear), !(node.op is Identity), node.epilogue.isEmpty else {
      return nil
    }
    var codes: [ValueID?] = []
    for id in node.inputs {
      guard let source = index.codes(behind: id) else { return nil }
      codes.append(source)
    }
    let types = try? node.op.outputTypes(for: codes.map { $0.map(graph.type(of:)) })
    guard types?.first?.quantization != nil else { return nil }
    var patch = GraphPatch(graph)
    let moved = try patch.append(node.op, codes, name: node.name)
    let y = try patch.append(DequantizeLinear(), [moved[0]], name: node.name + "_d")
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}

extension GraphIndex {
  /// The codes of which a value is the reals.
  func codes(behind id: ValueID?) -> ValueID? {
    guard let producer = producer(of: id), producer.op is DequantizeLinear, producer.epilogue.isEmpty else {
      return nil
    }
    return producer.inputs[0]
  }
}
