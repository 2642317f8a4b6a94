import Graphs
import Operators
import Tensors

/// Which activations of a float graph become codes.
///
/// Every activation that an integer kernel reads or makes gets one quantize/dequantize pair, shared by its readers.
/// Exceptions: graph outputs stay float; between a layer and its only reader, an activation that clamps, there is
/// none, because the clamp happens on the codes; operators that move or select share the parameters of their input, and
/// what a concatenation joins has one set. Functions of one value need no codes of their own: between two layers on codes
/// the runtime makes a table of them. What has no integer kernel stays float, since codes would only be slower there.
struct QuantizationPlacement {
  /// Activations whose ranges are observed, in order.
  private(set) var calibrated: [ValueID] = []
  /// Activations that take the parameters of another.
  private(set) var inherited: [ValueID: ValueID] = [:]
  /// The first of the activations with one common range, for each of the others.
  private(set) var common: [ValueID: ValueID] = [:]

  init(_ graph: Graph) {
    let index = GraphIndex(graph)
    var coded = Set<ValueID>()
    for node in graph.nodes where QuantizationPlacement.isInteger(node, in: graph) {
      for id in QuantizationPlacement.activations(of: node, in: graph) { coded.insert(id) }
      coded.formUnion(node.outputs)
    }
    // Codes pass through movement backwards, so that an integer region is not interrupted.
    for node in graph.nodes.reversed() where QuantizationPlacement.moves(node, in: graph) {
      if coded.contains(node.outputs[0]) {
        coded.formUnion(QuantizationPlacement.activations(of: node, in: graph))
      }
    }
    coded.subtract(graph.outputs)
    for node in graph.nodes {
      guard let output = node.outputs.first, coded.contains(output), let reader = index.onlyConsumer(of: output),
        reader.op is any ClampOperator, QuantizationPlacement.fusesClamp(node, in: graph)
      else { continue }
      coded.remove(output)
    }
    for id in graph.inputs where coded.contains(id) { calibrated.append(id) }
    for node in graph.nodes {
      for output in node.outputs where coded.contains(output) {
        let sources = QuantizationPlacement.activations(of: node, in: graph)
        if QuantizationPlacement.moves(node, in: graph), let first = sources.first,
          sources.allSatisfy(coded.contains)
        {
          for other in sources.dropFirst() { join(origin(of: first), origin(of: other)) }
          inherited[output] = origin(of: first)
        } else {
          calibrated.append(output)
        }
      }
    }
  }

  /// The activation whose parameters a value has.
  func origin(of id: ValueID) -> ValueID {
    var id = inherited[id] ?? id
    while let first = common[id] { id = first }
    return id
  }

  private mutating func join(_ a: ValueID, _ b: ValueID) {
    let (a, b) = (origin(of: a), origin(of: b))
    if a != b { common[b] = a }
  }

  /// Operators that have an integer kernel for what `node` asks.
  static func isInteger(_ node: Node, in graph: Graph) -> Bool {
    switch node.op {
    case _ where hasWeights(node, in: graph): true
    case is Add: node.inputs.allSatisfy { $0.map { graph.constant($0) == nil } ?? false } && sameShapes(node, in: graph)
    case is any ClampOperator, is MaxPool, is AveragePool, is GlobalAveragePool: true
    default: false
    }
  }

  /// True for a layer that multiplies activations by known weights, plus a known bias.
  static func hasWeights(_ node: Node, in graph: Graph) -> Bool {
    switch node.op {
    case is Conv, is DepthwiseConv: break
    case let gemm as Gemm where !gemm.transposeA: break
    default: return false
    }
    guard node.inputs.count >= 2, let w = graph.constant(node.inputs[1]), w.element == .float32,
      graph.constant(node.inputs[0]) == nil
    else { return false }
    return node.inputs.count < 3 || node.inputs[2] == nil || graph.constant(node.inputs[2])?.element == .float32
  }

  /// True for an operator that only moves or selects elements of its activations, which all become codes or none.
  static func moves(_ node: Node, in graph: Graph) -> Bool {
    switch node.op {
    case is MaxPool, is Reshape, is Flatten, is Transpose, is NearestResize, is Slice, is DepthToSpace, is SpaceToDepth,
      is Tile, is Expand:
      activations(of: node, in: graph).count == 1
    case is Concat: activations(of: node, in: graph).count == node.inputs.count
    default: false
    }
  }

  private static func sameShapes(_ node: Node, in graph: Graph) -> Bool {
    Set(node.inputs.compactMap { $0.map { graph.type(of: $0).shape } }).count == 1
  }

  private static func fusesClamp(_ node: Node, in graph: Graph) -> Bool {
    hasWeights(node, in: graph) || node.op is Add
  }

  /// The inputs of a node that are reals and not known.
  static func activations(of node: Node, in graph: Graph) -> [ValueID] {
    node.inputs.compactMap { $0 }.filter { graph.constant($0) == nil && graph.type(of: $0).element == .float32 }
  }
}
