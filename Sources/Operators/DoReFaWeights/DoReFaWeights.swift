package import Graphs
package import Tensors

/// Weights on `2^bits` equally spaced levels from −1 to 1: `y = 2·Q(tanh(w) / (2·max|tanh w|) + ½) − 1` with
/// `Q(a) = RNE(a·n) / n` and `n = 2^bits − 1`.
///
/// None of the levels is 0. Gradient: straight through `Q`, with the maximum as a constant:
/// `dw = dy·(1 − tanh²w) / max|tanh w|`.
/// - Source: Zhou et al. 2016 (arXiv 1606.06160), equation 9.
package struct DoReFaWeights: Operator {
  /// Of a code, 2 to 8.
  package let bits: Int

  package init(bits: Int) { self.bits = bits }

  package static let parameterInputs = [0]

  private var levels: Int { (1 << bits) - 1 }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let w = try TypeChecks.float32(inputs, 0)
    guard (2...8).contains(bits) else { throw .attribute(name: "bits", problem: "\(bits)") }
    return [.float32(w)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let w = try inputs.tensor(0)
    let t = w.floats.map { Float(ScalarMath.tanh(Double($0))) }
    let scale = 1 / (2 * t.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) })
    let step = 1 / Float(levels)
    let y = t.map { 2 * FakeQuantizing.value($0 * scale + 0.5, step: step, codes: 0...levels) - 1 }
    return [try Tensor(y, shape: w.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("two bits", DoReFaWeights(bits: 2), [.random([3, 35], seed: 1)]),
      OperatorSample("three bits", DoReFaWeights(bits: 3), [.random([4, 3, 3, 2], seed: 3)]),
    ]
  }

  /// `tanh w` and its largest magnitude.
  private func squashed(_ w: ValueID, in graph: inout Graph) throws(GraphError) -> (t: ValueID, largest: ValueID) {
    let t = try graph.apply(Tanh(), w)
    let largest = try graph.apply(ReduceMax(axes: [], keepsAxes: false), graph.apply(Abs(), t))
    return (t, try graph.apply(Maximum(), largest, graph.number(Double(Float.leastNormalMagnitude), like: w)))
  }
}

extension DoReFaWeights: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let w = inputs[0] else { return [] }
    let (t, largest) = try squashed(w, in: &graph)
    let share = try graph.shifted(graph.apply(Divide(), t, graph.scaled(largest, by: 2)), by: 0.5)
    let step = QuantizationParameters(scale: 1 / Float(levels))
    let rounded = try graph.apply(FakeQuantize(step, codes: 0...levels), share)
    return [try graph.shifted(graph.scaled(rounded, by: 2), by: -1)]
  }
}

extension DoReFaWeights: FakeQuantizer {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard wanted[0], let dy = gradients[0], let w = call.inputs[0] else { return [nil] }
    let (t, largest) = try squashed(w, in: &graph)
    let slope = try graph.apply(Subtract(), graph.number(1, like: w), graph.squared(t))
    return [try graph.apply(Multiply(), dy, graph.apply(Divide(), slope, largest))]
  }
}
