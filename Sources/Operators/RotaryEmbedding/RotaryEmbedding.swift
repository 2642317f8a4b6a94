package import Graphs
package import Tensors

/// Positions as rotations: every pair of a head's numbers is turned by an angle that grows with the position.
///
/// `(a, b) → (a·cos − b·sin, a·sin + b·cos)`.
/// - Inputs: `x [B,H,S,D]`, or `[B,S,H·D]` with ``heads`` given; `cos` and `sin [B,S,R/2]`, or `[positions, R/2]` with
///   `positions [B,S]` int64, all but the last of one type of reals. Output: the type of `x`.
/// - Source: ONNX RotaryEmbedding-23; Su et al. 2021.
package struct RotaryEmbedding: Operator {
  /// Where the input has heads in one axis.
  package let heads: Int?
  /// Numbers of each head that are turned, the first ones; nil for all.
  package let turned: Int?
  /// Pairs are neighbours; otherwise one is of the first half, the other of the second.
  package let isInterleaved: Bool

  package init(heads: Int? = nil, turned: Int? = nil, isInterleaved: Bool = false) {
    self.heads = heads
    self.turned = turned
    self.isInterleaved = isInterleaved
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...4)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let rows = try Attention.Rows(x.shape, heads: heads)
    let (cos, sin) = (
      try TypeChecks.element(inputs, 1, like: x).shape, try TypeChecks.element(inputs, 2, like: x).shape
    )
    let turned = turned ?? rows.width
    guard (0...rows.width).contains(turned), turned % 2 == 0, cos == sin, cos.channels == turned / 2 else {
      throw .shape("angles \(cos) and \(sin) for \(turned) numbers of \(x)")
    }
    if inputs.count > 3, inputs[3] != nil {
      let positions = try Indices.shape(inputs, 3)
      guard positions == [rows.batch, rows.rows], cos.rank == 2 else {
        throw .shape("positions \(positions) of \(cos)")
      }
    } else if cos != [rows.batch, rows.rows, turned / 2] {
      throw .shape("angles \(cos) for \(x)")
    }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let rows = try Attention.Rows(x.shape, heads: heads)
    let (cos, sin) = (try inputs.tensor(1), try inputs.tensor(2))
    let (c, s) = (cos.numbers.reals, sin.numbers.reals)
    let positions = inputs.count > 3 ? inputs[3].map(Indices.numbers) : nil
    let half = (turned ?? rows.width) / 2
    var y = x.numbers.reals
    for b in 0..<rows.batch {
      for i in 0..<rows.rows {
        var line = b * rows.rows + i
        if let positions {
          line = positions[line]
          guard (0..<cos.shape[0]).contains(line) else {
            throw TypeInferenceError.attribute(name: "position_ids", problem: "\(line) of \(cos.shape[0])")
          }
        }
        for h in 0..<rows.heads {
          let start = rows.start(b, h, i)
          for k in 0..<half {
            let (first, second) = isInterleaved ? (start + 2 * k, start + 2 * k + 1) : (start + k, start + half + k)
            let (a, d) = (y[first], y[second])
            y[first] = a * c[line * half + k] - d * s[line * half + k]
            y[second] = a * s[line * half + k] + d * c[line * half + k]
          }
        }
      }
    }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    let positions = Tensor([Int64(0), 2, 1, 4]).retyped(TensorType(.int64, [2, 2]))
    return [
      OperatorSample(
        "halves", RotaryEmbedding(),
        [.random([2, 3, 2, 4], seed: 1), .random([5, 2], seed: 2), .random([5, 2], seed: 3), positions]),
      OperatorSample(
        "neighbours, joined heads", RotaryEmbedding(heads: 2, turned: 2, isInterleaved: true),
        [.random([1, 2, 8], seed: 4), .random([1, 2, 1], seed: 5), .random([1, 2, 1], seed: 6), nil]),
    ]
  }
}

extension RotaryEmbedding: NonDifferentiable {
  package static let reasonWithoutGradient = "transformers are run here with it, not trained"
}

extension RotaryEmbedding: ONNXReadable {
  package static let onnxNames = ["RotaryEmbedding"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let isJoined = try context.inputType(0, of: node).shape.rank == 3
    let turned = node.int("rotary_embedding_dim", default: 0)
    let op = RotaryEmbedding(
      heads: isJoined ? node.int("num_heads", default: 0) : nil, turned: turned == 0 ? nil : turned,
      isInterleaved: node.int("interleaved", default: 0) != 0)
    return try context.asStated(op, inputs: 4, node)
  }
}
