import Graphs
import Operators
import Tensors

/// Which activations of a float graph become codes.
///
/// Every activation that an integer kernel reads or makes gets one quantize/dequantize pair, shared by its readers.
/// Exceptions: graph outputs stay float; between a convolution and its only reader, an activation that clamps, there is
/// none, because the clamp happens on the codes; operators that move or select share the parameters of their input.
struct QuantizationPlacement {
  /// Activations with parameters of their own, in order.
  private(set) var calibrated: [ValueID] = []
  /// Activations that take the parameters of another.
  private(set) var inherited: [ValueID: ValueID] = [:]

  init(_ graph: Graph) {
    let index = GraphIndex(graph)
    var coded = Set<ValueID>()
    for node in graph.nodes where QuantizationPlacement.isInteger(node, in: graph) {
      for id in QuantizationPlacement.activations(of: node, in: graph) { coded.insert(id) }
      coded.formUnion(node.outputs)
    }
    // Codes pass through movement backwards and forwards, so that an integer region is not interrupted.
    for node in graph.nodes.reversed() where QuantizationPlacement.moves(node.op) && coded.contains(node.outputs[0]) {
      if let source = node.inputs[0] { coded.insert(source) }
    }
    coded.subtract(graph.outputs)
    for node in graph.nodes {
      guard let output = node.outputs.first, coded.contains(output), let reader = index.onlyConsumer(of: output),
        reader.op is any ClampOperator, QuantizationPlacement.fusesClamp(node.op)
      else { continue }
      coded.remove(output)
    }
    for id in graph.inputs where coded.contains(id) { calibrated.append(id) }
    for node in graph.nodes {
      for output in node.outputs where coded.contains(output) {
        if QuantizationPlacement.moves(node.op), let source = node.inputs[0], coded.contains(source) {
          inherited[output] = inherited[source] ?? source
        } else {
          calibrated.append(output)
        }
      }
    }
  }

  /// Operators that have an integer kernel for what `node` asks.
  static func isInteger(_ node: Node, in graph: Graph) -> Bool {
    switch node.op {
    case _ where hasWeights(node.op): hasKnownWeights(node, in: graph)
    case is Add: node.inputs.allSatisfy { $0.map { graph.constant($0) == nil } ?? false } && sameShapes(node, in: graph)
    case is any ClampOperator, is MaxPool, is AveragePool, is GlobalAveragePool: true
    default: false
    }
  }

  static func hasKnownWeights(_ node: Node, in graph: Graph) -> Bool {
    guard node.inputs.count >= 2, graph.constant(node.inputs[1]) != nil else { return false }
    if let gemm = node.op as? Gemm, gemm.transposeA || !gemm.transposeB { return false }
    return node.inputs.count < 3 || node.inputs[2] == nil || graph.constant(node.inputs[2]) != nil
  }

  static func hasWeights(_ op: any Operator) -> Bool { op is Conv || op is DepthwiseConv || op is Gemm }

  static func moves(_ op: any Operator) -> Bool {
    op is MaxPool || op is Reshape || op is Flatten || op is Transpose
  }

  private static func sameShapes(_ node: Node, in graph: Graph) -> Bool {
    Set(node.inputs.compactMap { $0.map { graph.type(of: $0).shape } }).count == 1
  }

  private static func fusesClamp(_ op: any Operator) -> Bool {
    op is Conv || op is DepthwiseConv || op is Gemm || op is Add
  }

  private static func activations(of node: Node, in graph: Graph) -> [ValueID] {
    node.inputs.compactMap { $0 }.filter { graph.constant($0) == nil }
  }
}
