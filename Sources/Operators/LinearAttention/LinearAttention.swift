import Foundation
package import Graphs
package import Tensors

/// Attention with a state instead of a cache: a matrix that every position writes to and reads from.
///
/// `S ← decay∘S + k⊗v`, `y = scale·q·S`; with the delta rule `v` is first corrected by what the state already says of `k`:
/// `v ← β·(v − Sᵀ·k)`.
/// - Inputs: `q [B,T,H·D]`, `k [B,T,G·D]`, `v [B,T,G·E]` of one type of reals; optional first state `[B,G,D,E]`; logarithms of
///   the decay `[B,T,G]` or `[B,T,G·D]` and rates β `[B,T,G]` or `[B,T,1]`, as the rule asks for.
/// - Outputs: `[B,T,H·E]` and the last state, of the first one's type.
/// - Source: ONNX LinearAttention-27; Katharopoulos et al. 2020, Yang et al. 2024.
package struct LinearAttention: Operator {
  package enum Rule: String, Hashable, Sendable {
    case linear
    case gated
    case delta
    case gatedDelta = "gated_delta"
    var decays: Bool { self == .gated || self == .gatedDelta }
    var corrects: Bool { self == .delta || self == .gatedDelta }
  }

  package let heads: Attention.Heads
  package let rule: Rule
  /// By default `1 / √D`.
  package let scale: Float?

  package init(_ rule: Rule, heads: Attention.Heads, scale: Float? = nil) {
    self.rule = rule
    self.heads = heads
    self.scale = scale
  }

  private func optional<Value>(_ inputs: [Value?], _ index: Int) -> Value? {
    index < inputs.count ? inputs[index] : nil
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...6)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let q = try Attention.Rows(x.shape, heads: heads.queries)
    let k = try Attention.Rows(try TypeChecks.element(inputs, 1, like: x).shape, heads: heads.keys)
    let v = try Attention.Rows(try TypeChecks.element(inputs, 2, like: x).shape, heads: heads.keys)
    guard q.batch == k.batch, q.batch == v.batch, q.rows == k.rows, q.rows == v.rows, q.width == k.width,
      q.heads % k.heads == 0, q.width > 0
    else { throw .shape("queries \(x), keys and values do not fit") }
    let state: Shape = [q.batch, k.heads, k.width, v.width]
    var stateType = TensorType(x.element, state)
    if optional(inputs, 3) != nil {
      stateType = try TypeChecks.element(inputs, 3, .reals)
      guard stateType.shape == state else { throw .shape("state \(stateType), needs \(state)") }
    }
    for (index, isNeeded, widths) in [
      (4, rule.decays, [k.heads, k.heads * k.width]), (5, rule.corrects, [k.heads, 1]),
    ] {
      guard isNeeded == (optional(inputs, index) != nil) else { throw .missingInput(index) }
      guard isNeeded else { continue }
      let shape = try TypeChecks.element(inputs, index, .reals).shape
      guard shape.rank == 3, shape[0] == q.batch, shape[1] == q.rows, widths.contains(shape[2]) else {
        throw .shape("input \(index) is \(shape)")
      }
    }
    return [TensorType(x.element, [q.batch, q.rows, q.heads &* v.width]), stateType]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let types = try outputTypes(for: inputs.map { $0?.type })
    let tensors = try (0..<3).map { try inputs.tensor($0) }
    let (q, k, v) = (tensors[0].numbers.reals, tensors[1].numbers.reals, tensors[2].numbers.reals)
    let state = types[1].shape
    let (batch, groups, depth, width) = (state[0], state[1], state[2], state[3])
    let (steps, group) = (tensors[0].shape[1], heads.queries / heads.keys)
    var s = optional(inputs, 3)?.numbers.reals ?? [Double](repeating: 0, count: state.count)
    let (decay, beta) = (optional(inputs, 4), optional(inputs, 5))
    let (logarithms, rates) = (decay?.numbers.reals, beta?.numbers.reals)
    let factor = scale.map { Double($0) } ?? 1 / Double(depth).squareRoot()
    var y = [Double](repeating: 0, count: types[0].shape.count)
    for b in 0..<batch {
      for t in 0..<steps {
        let row = b * steps + t
        for g in 0..<groups {
          let (base, key) = ((b * groups + g) * depth * width, (row * groups + g) * depth)
          if let logarithms, let decay {
            let isShared = decay.shape[2] == groups
            for d in 0..<depth {
              let power = exp(logarithms[isShared ? row * groups + g : key + d])
              for e in 0..<width { s[base + d * width + e] *= power }
            }
          }
          let rate = rates.map { $0[beta?.shape[2] == 1 ? row : row * groups + g] }
          for e in 0..<width {
            var value = v[(row * groups + g) * width + e]
            if let rate {
              value = rate * (value - (0..<depth).reduce(0) { $0 + s[base + $1 * width + e] * k[key + $1] })
            }
            for d in 0..<depth { s[base + d * width + e] += k[key + d] * value }
          }
          for h in (g * group)..<((g + 1) * group) {
            let query = (row * heads.queries + h) * depth
            for e in 0..<width {
              y[(row * heads.queries + h) * width + e] =
                factor * (0..<depth).reduce(0) { $0 + q[query + $1] * s[base + $1 * width + e] }
            }
          }
        }
      }
    }
    return try zip([y, s], types).map { try Tensor(.reals($0), as: $1.element, shape: $1.shape) }
  }

  package static var samples: [OperatorSample] {
    let heads = Attention.Heads(queries: 2, keys: 1)
    let rows: [Tensor?] = [.random([2, 3, 4], seed: 1), .random([2, 3, 2], seed: 2), .random([2, 3, 3], seed: 3)]
    return [
      OperatorSample("linear", LinearAttention(.linear, heads: heads), rows),
      OperatorSample(
        "gated delta rule", LinearAttention(.gatedDelta, heads: heads, scale: 0.5),
        rows + [
          .random([2, 1, 2, 3], seed: 4), .random([2, 3, 2], from: -1, to: 0, seed: 5), .random([2, 3, 1], seed: 6),
        ]),
    ]
  }
}

extension LinearAttention: NonDifferentiable {
  package static let reasonWithoutGradient = "transformers are run here with it, not trained"
}

extension LinearAttention: ONNXReadable {
  package static let onnxNames = ["LinearAttention"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = node.string("update_rule", default: "gated_delta")
    guard let rule = Rule(rawValue: stated) else { throw node.refused("update_rule", stated) }
    let scale = node.float("scale", default: 0)
    let heads = Attention.Heads(
      queries: node.int("q_num_heads", default: 0), keys: node.int("kv_num_heads", default: 0))
    return try context.asStated(
      LinearAttention(rule, heads: heads, scale: scale == 0 ? nil : scale), inputs: 6, node)
  }
}
