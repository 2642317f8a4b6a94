package import Graphs
import Operators
import Tensors

/// One model in several precisions, from which graphs are put together layer by layer.
///
/// Layers are the nodes with weights; a layer and its form in a variant have the same node name, as every quantization
/// of this package (and most others) leaves it. Variants are graphs in QDQ form or with weight-only operators.
package struct LayerAssembly: Sendable {
  /// The float graph.
  package let base: Graph
  let variants: [QuantizedVariant]
  /// Names of the layers that some variant quantizes, in order.
  package let layers: [String]
  /// By node name: the layers whose outputs reach the node without another layer between, for nodes that are none.
  private let upstream: [String: [String]]

  /// - Throws: ``QuantizationError/nothingToQuantize`` when no layer of the graph is quantized in any variant.
  package init(_ source: Graph, variants: [Graph]) throws(QuantizationError) {
    let base = try source.preparedForQuantization()
    let names = Set(base.nodes.map(\.name))
    let variants = variants.map { QuantizedVariant($0, shared: names) }
    let layers = base.nodes.filter { node in
      LayerAssembly.weights(of: node, in: base) != nil && variants.contains { $0.quantizes(node) }
    }.map(\.name)
    guard !layers.isEmpty else { throw .nothingToQuantize }
    self.base = base
    self.variants = variants
    self.layers = layers
    upstream = LayerAssembly.upstream(of: base, layers: Set(layers))
  }

  /// The position of a node's weights among its inputs and their value; `nil` for a node without.
  static func weights(of node: Node, in graph: Graph) -> (position: Int, value: ValueID)? {
    for position in type(of: node.op).parameterInputs where position < node.inputs.count && position > 0 {
      guard let id = node.inputs[position], let tensor = graph.constant(id), tensor.shape.rank >= 2 else { continue }
      return (position, id)
    }
    if node.op is MatMul, node.inputs.count == 2, let id = node.inputs[1], graph.constant(id) != nil { return (1, id) }
    return nil
  }

  private static func upstream(of graph: Graph, layers: Set<String>) -> [String: [String]] {
    var reaching: [ValueID: [String]] = [:]
    var upstream: [String: [String]] = [:]
    for node in graph.nodes {
      var own: [String] = [node.name]
      if !layers.contains(node.name) {
        own = []
        for id in node.operands { own += (reaching[id] ?? []).filter { !own.contains($0) } }
        upstream[node.name] = own
      }
      for output in node.outputs { reaching[output] = own }
    }
    return upstream
  }

  /// The model with each layer in the form given for it, float where none is given. A node that is no layer computes on
  /// codes when all layers before it do.
  package func graph(_ forms: [String: LayerForm]) throws(QuantizationError) -> Graph {
    var building = AssemblyBuilding(self)
    do {
      for node in base.nodes { try building.append(node, as: form(of: node, forms)) }
      return try building.finished()
    } catch { throw .graph(error) }
  }

  /// Bytes of the constants that a layer reads in float.
  func floatBytes(of layer: String) -> Int {
    QuantizedVariant(base, shared: Set(base.nodes.map(\.name))).constantBytes(of: layer)
  }

  private func form(of node: Node, _ forms: [String: LayerForm]) -> LayerForm {
    guard let before = upstream[node.name] else { return forms[node.name] ?? .float }
    let given = before.map { forms[$0] ?? .float }
    guard let first = given.first, given.allSatisfy({ $0.activations != nil }) else { return .float }
    return LayerForm(weights: first.activations, activations: first.activations)
  }
}

/// A quantized form of a model, its nodes by name.
struct QuantizedVariant: Sendable {
  let graph: Graph
  let index: GraphIndex
  private let nodes: [String: Node]
  private let shared: Set<String>

  /// - Parameter shared: names of the nodes that the float graph has, too.
  init(_ graph: Graph, shared: Set<String>) {
    self.graph = graph
    self.shared = shared
    index = GraphIndex(graph)
    nodes = Dictionary(graph.nodes.map { ($0.name, $0) }) { first, _ in first }
  }

  func node(_ name: String) -> Node? { nodes[name] }

  /// True when this variant computes the node otherwise than in float.
  func quantizes(_ node: Node) -> Bool {
    guard let own = self.node(node.name) else { return false }
    if type(of: own.op) != type(of: node.op) { return true }
    return own.inputs.contains { id in
      guard let id, let maker = index.producer(of: id) else { return false }
      return maker.op is DequantizeLinear || (maker.op is Cast && isConstant(id))
    }
  }

  /// The quantization of an input of one of its nodes: `DequantizeLinear(QuantizeLinear(x))`.
  func codes(of node: Node, _ position: Int) -> QuantizeLinear? {
    guard position < node.inputs.count, let real = index.producer(of: node.inputs[position]),
      real.op is DequantizeLinear
    else { return nil }
    return index.producer(of: real.inputs[0])?.op as? QuantizeLinear
  }

  /// The node that makes a value for one layer alone: between the activations of a layer and the layer, where this
  /// variant computes it by several nodes.
  func ownMaker(of id: ValueID) -> Node? {
    index.producer(of: id).flatMap { shared.contains($0.name) ? nil : $0 }
  }

  /// Bytes of the constants that one of its nodes reads, activations' scales aside.
  func constantBytes(of name: String) -> Int {
    var seen = Set<ValueID>()
    var open: [ValueID] = []
    var layer = node(name).map { [$0] } ?? []
    while let node = layer.popLast() {
      for id in node.operands {
        if isConstant(id) {
          open.append(id)
        } else if let maker = ownMaker(of: id), !(maker.op is DequantizeLinear) {
          layer.append(maker)
        }
      }
    }
    var bytes = 0
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      if let tensor = graph.constant(id) {
        bytes += tensor.type.byteCount + (tensor.type.quantization?.scales.count ?? 0) * 4
      } else {
        open += index.producer(of: id)?.operands ?? []
      }
    }
    return bytes
  }

  /// True for what is made of constants alone.
  func isConstant(_ id: ValueID) -> Bool {
    if graph.constant(id) != nil { return true }
    guard let node = index.producer(of: id) else { return false }
    return node.operands.allSatisfy(isConstant)
  }
}
