package import Graphs
import Tensors

/// `½ · x · (Erf(x / √2) + 1)` → `Gelu(x)`, the product in any order and the quotient also as a product.
package struct GaussianUnitFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Multiply, node.epilogue.isEmpty else { return nil }
    let product = Product(node, graph, index)
    guard product.isClose(to: 0.5), product.factors.count == 2 else { return nil }
    for (x, gate) in [(product.factors[0], product.factors[1]), (product.factors[1], product.factors[0])]
    where isGate(gate, of: x, graph, index) {
      var patch = GraphPatch(graph)
      patch.replace(node.outputs[0], with: try patch.append(Gelu(), [x], name: node.name)[0])
      return patch
    }
    return nil
  }

  /// True for `Erf(x / √2) + 1`.
  private func isGate(_ id: ValueID, of x: ValueID, _ graph: Graph, _ index: GraphIndex) -> Bool {
    guard let add = index.producer(of: id), add.op is Add, add.epilogue.isEmpty else { return false }
    for (sum, one) in [(add.inputs[0], add.inputs[1]), (add.inputs[1], add.inputs[0])] {
      guard graph.scalar(one) == 1, let erf = index.producer(of: sum), erf.op is Erf, erf.epilogue.isEmpty,
        let scaled = index.producer(of: erf.inputs[0]), scaled.op is Multiply || scaled.op is Divide,
        scaled.epilogue.isEmpty
      else { continue }
      let product = Product(scaled, graph, index)
      if product.factors == [x], product.isClose(to: 0.5.squareRoot()) { return true }
    }
    return false
  }
}

/// A tree of products and quotients by constants: one coefficient times values.
private struct Product {
  private(set) var coefficient = 1.0
  private(set) var factors: [ValueID] = []

  init(_ root: Node, _ graph: Graph, _ index: GraphIndex) {
    multiply(by: root, graph, index)
    // Whatever is longer is no activation.
    if factors.count > 2 { factors = [] }
  }

  private mutating func multiply(by node: Node, _ graph: Graph, _ index: GraphIndex) {
    let isQuotient = node.op is Divide
    for (position, id) in node.inputs.enumerated() {
      guard let id, factors.count <= 2 else { continue }
      if let scalar = graph.scalar(id) {
        coefficient *= isQuotient && position == 1 ? 1 / Double(scalar) : Double(scalar)
      } else if isQuotient && position == 1 {
        factors += [id, id, id]
      } else if let producer = index.producer(of: id), producer.epilogue.isEmpty, index.onlyConsumer(of: id) != nil,
        producer.op is Multiply || (producer.op is Divide && graph.scalar(producer.inputs[1]) != nil)
      {
        multiply(by: producer, graph, index)
      } else {
        factors.append(id)
      }
    }
  }

  /// Equal but for the rounding of constants to float32.
  func isClose(to value: Double) -> Bool { abs(coefficient - value) <= 1e-6 * value }
}

extension Graph {
  /// The number in a float32 constant of one element.
  package func scalar(_ id: ValueID?) -> Float? {
    guard let tensor = constant(id), tensor.count == 1, tensor.element == .float32 else { return nil }
    return tensor.floats.first
  }
}
