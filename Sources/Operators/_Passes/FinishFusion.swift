package import Graphs
import Tensors

/// `Conv → Silu` → `Conv` that applies the function to its rows as it stores them; likewise Gelu and Gemm, and on codes
/// `Conv → Lookup`, when nobody else reads what is between.
package struct FinishFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.epilogue.isEmpty, let x = node.inputs.first ?? nil, index.onlyConsumer(of: x) != nil,
      graph.type(of: x).dequantized.element == .float32, let producer = index.producer(of: x),
      FinishFusion.takesFinish(producer.op),
      !producer.epilogue.hasFinish
    else { return nil }
    var epilogue = producer.epilogue
    switch node.op {
    case is Silu where epilogue.output == nil: epilogue.function = .silu
    case is Gelu where epilogue.output == nil: epilogue.function = .gelu
    case let lookup as Lookup where epilogue.output != nil: epilogue.lookup = lookup.table
    default: return nil
    }
    var patch = GraphPatch(graph)
    let y = try patch.append(producer.op, producer.inputs, name: producer.name, epilogue: epilogue)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }

  /// Operators whose kernels rewrite what they have stored.
  static func takesFinish(_ op: any Operator) -> Bool { op is Conv || op is Gemm || op is DynamicGemm }
}
