package import Graphs
import Tensors

/// A row of a table for each token: `[N, T]` int32 to `[N, T, width]`.
package struct Embedding: Layer {
  package let vocabulary: Int
  package let width: Int

  package init(_ vocabulary: Int, width: Int) {
    self.vocabulary = vocabulary
    self.width = width
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let name = context.name("embedding")
    let table = context.table(name + ".weight", [vocabulary, width], deviation: 0.1)
    return try context.graph.apply(Gather(), table, x, name: name)
  }
}

/// Adds a trained row for each place of a sequence `[N, T, width]`.
package struct PositionEmbedding: Layer {
  package init() {}

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let shape = context.shape(of: x)
    guard shape.rank == 3 else { throw .malformed("positions of \(shape), which is no sequence of rows") }
    let name = context.name("position")
    let table = context.table(name + ".weight", [shape[1], shape[2]], deviation: 0.1)
    let places = context.graph.constant(Tensor((0..<shape[1]).map { Int32($0) }), name: name + ".places")
    let rows = try context.graph.apply(Gather(), table, places, name: name)
    return try context.graph.apply(Add(), x, rows, name: context.name("add"))
  }
}

/// Every row to mean 0 and variance 1, then scaled and shifted; starts as scale 1, shift 0.
package struct LayerNorm: Layer {
  package init() {}

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let width = context.shape(of: x).channels
    let name = context.name("layernorm")
    let (scale, bias) = (context.vector(name + ".scale", width, 1), context.vector(name + ".bias", width))
    return try context.graph.apply(LayerNormalization(), x, scale, bias, name: name)
  }
}

/// Every place of a sequence `[N, T, width]` takes from all places, or from those up to itself:
/// `softmax(q·kᵀ/√d + mask)·v` in several heads. Source: Vaswani et al. 2017 (arXiv 1706.03762).
package struct SelfAttention: Layer {
  package let heads: Int
  package let isCausal: Bool

  /// - Parameter heads: divides the width.
  package init(heads: Int, isCausal: Bool = false) {
    self.heads = heads
    self.isCausal = isCausal
  }

  /// What a place must not see gets this score: its share is then 0 in float32.
  private static let hidden: Float = -1e4

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let shape = context.shape(of: x)
    guard shape.rank == 3, heads > 0, shape[2] % heads == 0 else {
      throw .malformed("\(heads) heads of \(shape)")
    }
    let (length, width, depth) = (shape[1], shape[2], shape[2] / heads)
    let inputs = try (0..<3).map { _ throws(GraphError) in try Dense(width).append(to: x, in: &context) }
    func split(_ id: ValueID, _ order: [Int]) throws(GraphError) -> ValueID {
      try context.graph.apply(Transpose(order), try context.graph.apply(Reshape([-1, length, heads, depth]), id))
    }
    let (q, k, v) = (
      try split(inputs[0], [0, 2, 1, 3]), try split(inputs[1], [0, 2, 3, 1]), try split(inputs[2], [0, 2, 1, 3])
    )
    let products = try context.graph.apply(MatMul(), q, k)
    var scores = try context.graph.scaled(products, by: 1 / Float(depth).squareRoot())
    if isCausal {
      let mask = (0..<length * length).map { $0 % length > $0 / length ? Self.hidden : 0 }
      guard let tensor = try? Tensor(mask, shape: [length, length]) else { throw .malformed("no places") }
      scores = try context.graph.apply(Add(), scores, context.graph.constant(tensor, name: "causal"))
    }
    let mixed = try context.graph.apply(MatMul(), try context.graph.apply(Softmax(), scores), v)
    let joined = try context.graph.apply(
      Reshape([-1, length, width]), try context.graph.apply(Transpose([0, 2, 1, 3]), mixed))
    return try Dense(width).append(to: joined, in: &context)
  }
}

/// The mean over the places of a sequence: `[N, T, width]` to `[N, width]`.
package struct MeanOverPlaces: Layer {
  package init() {}

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    try context.graph.apply(ReduceMean(axes: [1], keepsAxes: false), x, name: context.name("mean"))
  }
}
