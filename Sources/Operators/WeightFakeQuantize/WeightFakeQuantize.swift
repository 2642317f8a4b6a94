package import Graphs
import Kernels
package import Tensors

/// Weights as symmetric codes would give them back, with steps that follow the weights of the moment:
/// `step = max|w| / (2^(bits−1) − 1)`, of all weights or of each index of `axis`.
///
/// A channel of zeros takes the floor `max(0.01 · largest maximum, 8e−5)` as its maximum. No weight lies outside its
/// codes, so the straight-through gradient is `dw = dy`; the step has none.
/// - Outputs: the weights, and the steps: one or `[C]`.
/// - Source: Krishnamoorthi 2018 (arXiv 1806.08342), section 3.2.
package struct WeightFakeQuantize: Operator {
  /// Of a code, 2 to 16.
  package let bits: Int
  /// Of the output channels; `nil` for one step.
  package let axis: Int?

  package init(bits: Int, axis: Int?) {
    self.bits = bits
    self.axis = axis
  }

  package static let parameterInputs = [0]

  private var limit: Int { (1 << (bits - 1)) - 1 }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let w = try TypeChecks.float32(inputs, 0)
    guard (2...16).contains(bits) else { throw .attribute(name: "bits", problem: "\(bits)") }
    if let axis, !(0..<w.rank).contains(axis) { throw .attribute(name: "axis", problem: "\(axis) of \(w)") }
    return [.float32(w), .float32([axis.map { w[$0] } ?? 1])]
  }

  /// The steps of some weights.
  package func steps(_ w: Tensor) -> [Float] {
    let form = FakeQuantization(shape: w.shape, axis: axis, codes: -limit...limit, gradient: .straightThrough)
    var maxima = [Float](repeating: 0, count: form.channels)
    for (i, x) in w.floats.enumerated() {
      let channel = i / form.inner % form.channels
      maxima[channel] = max(maxima[channel], abs(x))
    }
    let floor = max(0.01 * (maxima.max() ?? 0), 8e-5)
    return maxima.map { max($0, floor) / Float(limit) }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let w = try inputs.tensor(0)
    let form = FakeQuantization(shape: w.shape, axis: axis, codes: -limit...limit, gradient: .straightThrough)
    let steps = steps(w)
    return [try Tensor(FakeQuantizing.values(w.floats, steps: steps, form: form), shape: w.shape), Tensor(steps)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("per tensor", WeightFakeQuantize(bits: 8, axis: nil), [.random([5, 3, 3, 4], seed: 1)]),
      OperatorSample("per channel", WeightFakeQuantize(bits: 4, axis: 0), [.random([5, 3, 3, 4], seed: 2)]),
      OperatorSample("last axis", WeightFakeQuantize(bits: 2, axis: 2), [.random([3, 3, 7], seed: 3)]),
    ]
  }
}

extension WeightFakeQuantize: FakeQuantizer {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] { [gradients[0]] }
}

extension WeightFakeQuantize: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let w = inputs[0] else { return [] }
    let shape = graph.type(of: w).shape
    let size = try graph.apply(Abs(), w)
    let largest = try graph.apply(ReduceMax(axes: [], keepsAxes: false), size)
    let maxima = try axis.map { axis throws(GraphError) in
      try graph.apply(ReduceMax(axes: (0..<shape.rank).filter { $0 != axis }, keepsAxes: false), size)
    }
    let floor = try graph.apply(Maximum(), graph.scaled(largest, by: 0.01), graph.number(8e-5, like: w))
    let steps = try graph.apply(
      Divide(), graph.apply(Maximum(), maxima ?? largest, floor), graph.number(Double(limit), like: w))
    let op = LearnedQuantize(codes: -limit...limit, axis: axis, gradient: .straightThrough, sharing: 1)
    let made = axis == nil ? try graph.apply(Reshape([1]), steps) : steps
    return [try graph.apply(op, w, made), made]
  }
}
