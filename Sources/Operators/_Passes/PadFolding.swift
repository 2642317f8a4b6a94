package import Graphs

/// `Pad(zeros around rows and columns) → Conv(window)` → `Conv(window with that padding)`; likewise DepthwiseConv.
package struct PadFolding: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let producer = index.producer(of: node.inputs.first ?? nil), let pad = producer.op as? Pad, pad.value == 0,
      pad.before.count == 4, [pad.before[0], pad.before[3], pad.after[0], pad.after[3]].allSatisfy({ $0 == 0 })
    else { return nil }
    let op: any Operator
    switch node.op {
    case let conv as Conv: op = Conv(conv.window.padded(by: pad), groups: conv.groups)
    case let conv as DepthwiseConv: op = DepthwiseConv(conv.window.padded(by: pad))
    default: return nil
    }
    var patch = GraphPatch(graph)
    let inputs = [producer.inputs[0]] + node.inputs.dropFirst()
    let y = try patch.append(op, inputs, name: node.name, epilogue: node.epilogue)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }
}

extension Window {
  fileprivate func padded(by pad: Pad) -> Window {
    Window(
      stride: stride, dilation: dilation,
      padding: Padding(
        top: padding.top + pad.before[1], left: padding.left + pad.before[2], bottom: padding.bottom + pad.after[1],
        right: padding.right + pad.after[2]))
  }
}
