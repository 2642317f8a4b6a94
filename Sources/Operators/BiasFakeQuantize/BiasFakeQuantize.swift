package import Graphs
import Kernels
package import Tensors

/// A bias as the sums of an integer layer can hold it: a multiple of the product of the steps of inputs and weights.
///
/// `y = p·RNE(b / p)` with `p = step of the input · step of the weights`; at most 2²² multiples. At few bits these products
/// are so coarse that a bias has to be trained with its rounding. Gradient: `db = dy`; none for the steps.
/// - Inputs: `b [C]`; one step of the input, times ``divisor``; one step of the weights or `[C]`. Output: `[C]`.
/// - Source: Jacob et al. 2018 (arXiv 1712.05877), equation 11.
package struct BiasFakeQuantize: Operator {
  /// What the second input is divided by: 1 for a step, the largest code for an upper limit.
  package let divisor: Float

  package init(divisor: Float = 1) { self.divisor = divisor }

  package static let parameterInputs = [0]
  private static let codes = -(1 << 22)...1 << 22

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let b = try TypeChecks.float32(inputs, 0, rank: 1)
    let (x, w) = (try TypeChecks.float32(inputs, 1), try TypeChecks.float32(inputs, 2))
    guard x.count == 1, w.count == 1 || w.count == b.count else { throw .shape("steps \(x) and \(w) for \(b)") }
    guard divisor > 0, divisor.isFinite else { throw .attribute(name: "divisor", problem: "\(divisor)") }
    return [.float32(b)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let b = try inputs.tensor(0).floats
    let (x, w) = (try inputs.tensor(1).floats[0], try inputs.tensor(2).floats)
    let step = max(x / divisor, FakeQuantization.smallestStep)
    return [
      Tensor(
        b.indices.map { i in
          let product = max(step * w[w.count == 1 ? 0 : i], FakeQuantization.smallestStep)
          return FakeQuantizing.value(b[i], step: product, codes: Self.codes)
        })
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "per channel", BiasFakeQuantize(),
        [.random([5], seed: 1), Tensor([Float(0.1)]), .random([5], from: 0.1, to: 0.3, seed: 2)]),
      OperatorSample(
        "limit, per tensor", BiasFakeQuantize(divisor: 15),
        [.random([6], seed: 3), Tensor([Float(3)]), Tensor([Float(0.2)])]),
    ]
  }
}

extension BiasFakeQuantize: FakeQuantizer {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] { [gradients[0], nil, nil] }
}

extension BiasFakeQuantize: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let b = inputs[0], let x = inputs[1], let w = inputs[2] else { return [] }
    let count = graph.type(of: b).shape[0]
    var step = try graph.apply(Reshape([1]), x)
    if divisor != 1 { step = try graph.apply(Divide(), step, graph.number(Double(divisor), like: x)) }
    step = try graph.apply(Maximum(), step, graph.number(Double(FakeQuantization.smallestStep), like: x))
    let weights = try graph.apply(Reshape([-1]), w)
    let product = try graph.apply(Multiply(), step, weights)
    let isOne = graph.type(of: w).shape.count == 1
    let op = LearnedQuantize(
      codes: Self.codes, axis: isOne ? nil : 0, gradient: .straightThrough, sharing: count)
    return [try graph.apply(op, b, product)]
  }
}
