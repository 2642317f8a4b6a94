package import Graphs
package import Tensors

/// Scaled dot-product attention with several heads: `y = softmax(cap(q·kᵀ·scale) + mask)·v`.
///
/// - Inputs: `q [B,H,S,D]`, `k [B,G,T,D]`, `v [B,G,T,E]` of one type of reals, or `[B,S,H·D]` with ``heads`` given, `H` a
///   multiple of `G`; optional mask that broadcasts to `[B,H,S,T]`, of reals to add or of truth values; optional earlier
///   keys and values `[B,G,P,…]`, which stand in front; optional `lengths [B]` int64 of keys and values that are no padding.
/// - Outputs: `y` in the form of `q`; all keys and values `[B,G,P+T,…]`; what ``scores`` asks for, `[B,H,S,P+T]`.
/// - Source: ONNX Attention-24; Vaswani et al. 2017. A row that may see nothing is 0.
package struct Attention: Operator {
  /// What of the scores is an output, too.
  package enum Scores: Int, Hashable, Sendable {
    case products
    case capped
    case masked
    case shares
  }

  /// Queries' and keys' heads where the inputs have them in one axis.
  package struct Heads: Hashable, Sendable {
    package let queries: Int
    package let keys: Int
    package init(queries: Int, keys: Int) {
      self.queries = queries
      self.keys = keys
    }
  }

  package var heads: Heads?
  /// By default `1 / √D`.
  package var scale: Float?
  /// A position sees itself and what is in front of it.
  package var isCausal = false
  /// Scores are limited to ±cap by a hyperbolic tangent; 0 does not.
  package var cap: Float = 0
  /// How far to the left and right a position sees; −1 is without limit.
  package var window = Pair(-1, -1)
  package var scores: Scores?

  package init(heads: Heads? = nil, isCausal: Bool = false) {
    self.heads = heads
    self.isCausal = isCausal
  }

  /// One input as heads of rows: its extents and where its elements lie.
  struct Rows {
    let batch: Int
    let heads: Int
    let rows: Int
    let width: Int
    private let isJoined: Bool

    init(_ shape: Shape, heads: Int?) throws(TypeInferenceError) {
      if let heads {
        guard shape.rank == 3, heads > 0, shape[2] % heads == 0 else { throw .shape("\(shape) in \(heads) heads") }
        (batch, self.heads, rows, width, isJoined) = (shape[0], heads, shape[1], shape[2] / heads, true)
      } else {
        guard shape.rank == 4 else { throw .shape("\(shape) has no heads") }
        (batch, self.heads, rows, width, isJoined) = (shape[0], shape[1], shape[2], shape[3], false)
      }
    }

    /// Where a row starts.
    func start(_ b: Int, _ h: Int, _ i: Int) -> Int {
      (isJoined ? (b * rows + i) * heads + h : (b * heads + h) * rows + i) * width
    }
  }

  struct Layout {
    let q: Rows
    let k: Rows
    let v: Rows
    let past: Int
    var total: Int { past + k.rows }
    var group: Int { q.heads / k.heads }
  }

  func layout(_ inputs: [TensorType?]) throws(TypeInferenceError) -> Layout {
    try TypeChecks.count(inputs, 3...7)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let q = try Rows(x.shape, heads: heads?.queries)
    let k = try Rows(try TypeChecks.element(inputs, 1, like: x).shape, heads: heads?.keys)
    let v = try Rows(try TypeChecks.element(inputs, 2, like: x).shape, heads: heads?.keys)
    guard q.batch == k.batch, k.batch == v.batch, k.heads == v.heads, k.rows == v.rows, q.width == k.width,
      k.heads > 0, q.heads % k.heads == 0, q.width > 0
    else { throw .shape("queries \(x), keys and values do not fit") }
    func optional(_ index: Int) -> TensorType? { index < inputs.count ? inputs[index] : nil }
    var past = 0
    guard (optional(4) == nil) == (optional(5) == nil) else { throw .missingInput(optional(4) == nil ? 4 : 5) }
    if optional(4) != nil {
      let (keys, values) = (
        try TypeChecks.element(inputs, 4, like: x).shape, try TypeChecks.element(inputs, 5, like: x).shape
      )
      guard keys.rank == 4, values.rank == 4, keys == [k.batch, k.heads, keys[2], k.width],
        values == [v.batch, v.heads, keys[2], v.width]
      else { throw .shape("earlier keys \(keys) and values \(values)") }
      past = keys[2]
    }
    let layout = Layout(q: q, k: k, v: v, past: past)
    if let mask = optional(3) {
      guard mask.element == .bool || mask.element == x.element, mask.quantization == nil, mask.shape.rank <= 4,
        let width = mask.shape.dimensions.last, width <= layout.total,
        mask.shape.replacing(axis: mask.shape.rank - 1, with: 1).broadcast(with: [q.batch, q.heads, q.rows, 1])
          == [q.batch, q.heads, q.rows, 1]
      else { throw .shape("mask \(mask) of \(x)") }
    }
    if optional(6) != nil {
      let lengths = try Indices.shape(inputs, 6)
      guard lengths == [q.batch] else { throw .shape("lengths \(lengths) for \(q.batch)") }
    }
    return layout
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    let l = try layout(inputs)
    let element = try TypeChecks.present(inputs, 0).element
    let y: Shape =
      heads == nil
      ? [l.q.batch, l.q.heads, l.q.rows, l.v.width] : [l.q.batch, l.q.rows, l.q.heads &* l.v.width]
    let shapes: [Shape] =
      [y, [l.k.batch, l.k.heads, l.total, l.k.width], [l.v.batch, l.v.heads, l.total, l.v.width]]
      + (scores == nil ? [] : [[l.q.batch, l.q.heads, l.q.rows, l.total]])
    return shapes.map { TensorType(element, $0) }
  }

  package static var samples: [OperatorSample] {
    var capped = Attention()
    capped.cap = 2
    capped.scores = .shares
    let mask = Tensor([true, true, false, true, false, true]).retyped(TensorType(.bool, [2, 3]))
    return [
      OperatorSample(
        "causal", Attention(isCausal: true),
        [.random([1, 2, 3, 4], seed: 1), .random([1, 2, 3, 4], seed: 2), .random([1, 2, 3, 5], seed: 3)]),
      OperatorSample(
        "shared keys, joined heads, earlier ones", Attention(heads: Heads(queries: 4, keys: 2)),
        [
          .random([2, 3, 8], seed: 4), .random([2, 2, 4], seed: 5), .random([2, 2, 6], seed: 6), nil,
          .random([2, 2, 1, 2], seed: 7), .random([2, 2, 1, 3], seed: 8),
        ]),
      OperatorSample(
        "mask and cap", capped,
        [.random([1, 2, 2, 4], seed: 9), .random([1, 2, 3, 4], seed: 10), .random([1, 2, 3, 4], seed: 11), mask]),
    ]
  }
}

extension Attention: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let l = try? layout(inputs) else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: l.q.batch * l.q.heads, l.q.rows, l.total, l.q.width + l.v.width)
  }
}
