package import Graphs
package import Tensors

/// One step of a model that is written in Swift.
package protocol Layer: Sendable {
  /// Appends the layer's nodes and weights and returns its output.
  func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID
}

/// The graph that layers are appended to, and the names they take.
package struct LayerContext {
  package var graph: Graph
  private let seed: UInt64
  private var counts: [String: Int] = [:]

  package init(name: String, seed: UInt64) {
    graph = Graph(name: name)
    self.seed = seed
  }

  package func shape(of id: ValueID) -> Shape { graph.type(of: id).shape }

  /// `conv1`, `conv2`, … in order of definition.
  package mutating func name(_ kind: String) -> String {
    counts[kind, default: 0] += 1
    return "\(kind)\(counts[kind] ?? 1)"
  }

  /// Weights drawn from N(0, 2/fanIn), each tensor from a stream of its own name.
  ///
  /// Source: He et al. 2015 (arXiv 1502.01852).
  package mutating func weights(_ name: String, _ shape: Shape, fanIn: Int) -> ValueID {
    table(name, shape, deviation: (2 / Float(max(1, fanIn))).squareRoot())
  }

  /// Weights drawn from N(0, deviation²), likewise.
  package mutating func table(_ name: String, _ shape: Shape, deviation: Float) -> ValueID {
    var source = RandomSource(seed: seed, stream: name)
    var tensor = Tensor(zeros: .float32(shape))
    tensor.withMutableElements(as: Float.self) { w in for i in w.indices { w[i] = source.normal() * deviation } }
    return graph.constant(tensor, name: name)
  }

  /// A vector of one value.
  package mutating func vector(_ name: String, _ count: Int, _ value: Float = 0) -> ValueID {
    graph.constant(Tensor(repeating: value, shape: [count]), name: name)
  }
}

extension Layer where Self: Operator {
  /// An operator without weights is a layer as it is.
  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    try context.graph.apply(self, x, name: context.name(Self.name.lowercased()))
  }
}

package typealias ReLU = Relu

extension Relu: Layer {}
extension Gelu: Layer {}
extension Clip: Layer {}
extension Sigmoid: Layer {}
extension Tanh: Layer {}
extension Softmax: Layer {}
extension Flatten: Layer {}
extension Reshape: Layer {}
extension GlobalAveragePool: Layer {}
