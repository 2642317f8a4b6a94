import Foundation
package import Graphs
package import Tensors

/// A convolution along time, channel by channel, that sees nothing later and goes on where the last call ended.
///
/// `y[n,c,t] = f(b[c] + Σ w[c,u] · z[n, c, t + u])`, where `z` is the state, or zeros, and `x` behind it.
/// - Inputs: `x [N,C,L]`, `w [C,1,K]`, optional `b [C]`, optional state `[N,C,K − 1]`, all of one type of reals.
/// - Outputs: `[N,C,L]`, and the state for the next call, the last `K − 1` positions of `z`.
/// - Source: ONNX CausalConvWithState-27.
package struct CausalConvWithState: Operator {
  /// The function is SiLU, `x·σ(x)`; otherwise there is none.
  package let isGated: Bool

  package init(isGated: Bool = false) { self.isGated = isGated }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...4)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let w = try TypeChecks.element(inputs, 1, like: x).shape
    guard x.shape.rank == 3, w.rank == 3, w[0] == x.shape[1], w[1] == 1, w[2] > 0 else {
      throw .shape("weights \(w) for \(x)")
    }
    let state: Shape = [x.shape[0], x.shape[1], w[2] - 1]
    for (index, shape) in [(2, [w[0]]), (3, state)] where index < inputs.count && inputs[index] != nil {
      let found = try TypeChecks.element(inputs, index, like: x).shape
      guard found == shape else { throw .shape("input \(index) is \(found), needs \(shape)") }
    }
    return [x, TensorType(x.element, state)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let types = try outputTypes(for: inputs.map { $0?.type })
    let (x, w) = (try inputs.tensor(0).numbers.reals, try inputs.tensor(1).numbers.reals)
    func optional(_ index: Int) -> [Double]? { index < inputs.count ? inputs[index]?.numbers.reals : nil }
    let (bias, state) = (optional(2), optional(3))
    let (channels, length, front) = (types[0].shape[1], types[0].shape[2], types[1].shape[2])
    var (y, last): ([Double], [Double]) = ([], [])
    for row in 0..<types[0].shape[0] * channels {
      let c = row % channels
      let before = state.map { Array($0[(row * front)..<((row + 1) * front)]) } ?? [Double](repeating: 0, count: front)
      let z = before + x[(row * length)..<((row + 1) * length)]
      for t in 0..<length {
        let sum = (0...front).reduce(bias?[c] ?? 0) { $0 + w[c * (front + 1) + $1] * z[t + $1] }
        y.append(isGated ? sum / (1 + exp(-sum)) : sum)
      }
      last += z.suffix(front)
    }
    return try zip([y, last], types).map { try Tensor(.reals($0), as: $1.element, shape: $1.shape) }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "gated", CausalConvWithState(isGated: true),
        [
          .random([2, 3, 4], seed: 1), .random([3, 1, 3], seed: 2), .random([3], seed: 3), .random([2, 3, 2], seed: 4),
        ]),
      OperatorSample(
        "from zeros", CausalConvWithState(), [.random([1, 2, 5], seed: 5), .random([2, 1, 2], seed: 6)]),
    ]
  }
}

extension CausalConvWithState: NonDifferentiable {
  package static let reasonWithoutGradient = "networks with a state are run here, not trained"
}

extension CausalConvWithState: ONNXReadable {
  package static let onnxNames = ["CausalConvWithState"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let activation = node.string("activation", default: "none")
    guard ["none", "silu", "swish"].contains(activation) else { throw node.refused("activation", activation) }
    return try context.asStated(CausalConvWithState(isGated: activation != "none"), inputs: 4, node)
  }
}
