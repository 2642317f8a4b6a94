package import Graphs
package import Tensors

/// Normalization with known statistics, per channel: `y = (x − mean) / √(variance + ε) · scale + bias`.
///
/// - Inputs: `x […,C]`, `scale [C]`, `bias [C]`, `mean [C]`, `variance [C]`. Output: like `x`.
/// - Source: ONNX BatchNormalization-15 outside training (there channels are axis 1); Ioffe & Szegedy 2015.
package struct BatchNormalization: Operator {
  /// Added to the variance.
  package let epsilon: Float

  package init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 5...5)
    let type = try TypeChecks.element(inputs, 0, .reals)
    let x = type.shape
    guard x.rank >= 1 else { throw .rank(input: 0, expected: "1 or more", found: 0) }
    for index in 1...4 {
      let vector = try TypeChecks.element(inputs, index, .reals).shape
      guard vector == [x.channels] else { throw .shape("input \(index) is \(vector), needs \(x.channels)") }
    }
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let vectors = try (1...4).map { try inputs.tensor($0).numbers.reals }
    let (factors, offsets) = BatchNormalization.affine(
      scale: vectors[0], bias: vectors[1], mean: vectors[2], variance: vectors[3], epsilon: epsilon)
    let channels = x.shape.channels
    let y = x.numbers.reals.enumerated().map { $1 * factors[$0 % channels] + offsets[$0 % channels] }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  /// The normalization as `x·factor + offset` per channel.
  package static func affine(
    scale: [Double], bias: [Double], mean: [Double], variance: [Double], epsilon: Float
  ) -> (factors: [Double], offsets: [Double]) {
    let factors = zip(scale, variance).map { $0 / ($1 + Double(epsilon)).squareRoot() }
    let offsets = bias.indices.map { bias[$0] - mean[$0] * factors[$0] }
    return (factors, offsets)
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape) -> OperatorSample {
      let c: Shape = [x.channels]
      return OperatorSample(
        title, BatchNormalization(),
        [
          .random(x, seed: 1), .random(c, from: 0.5, to: 2, seed: 2), .random(c, seed: 3), .random(c, seed: 4),
          .random(c, from: 0.25, to: 2, seed: 5),
        ])
    }
    return [sample("image", [2, 3, 5, 17]), sample("matrix", [3, 9])]
  }
}

extension BatchNormalization: Decomposable {
  /// `x·factor + offset`, where factor and offset are made of the four vectors. The deviation must be known.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let scale = inputs[1], let bias = inputs[2], let mean = inputs[3],
      let inverse = inverseDeviation(inputs[4], in: &graph)
    else { throw .malformed("a batch normalization without known variance has no decomposition") }
    let factor = try graph.apply(Multiply(), scale, inverse)
    let shift = try graph.apply(Subtract(), bias, try graph.apply(Multiply(), mean, factor))
    return [try graph.apply(Add(), try graph.apply(Multiply(), x, factor), shift)]
  }

  /// `1 / √(variance + ε)` as a constant.
  private func inverseDeviation(_ variance: ValueID?, in graph: inout Graph) -> ValueID? {
    graph.reals(variance).map { reals in
      graph.constant(Tensor(reals.map { Float(1 / (Double($0) + Double(epsilon)).squareRoot()) }))
    }
  }
}

extension BatchNormalization: Differentiable {
  /// `dx = dy·scale/σ`, `dscale = Σ dy·(x − mean)/σ`, `dbias = Σ dy` over all positions; the statistics are constants.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let x = call.inputs[0], let scale = call.inputs[1], let mean = call.inputs[3] else {
      return [nil, nil, nil, nil, nil]
    }
    guard let inverse = inverseDeviation(call.inputs[4], in: &graph) else {
      throw .notDifferentiable(node: call.name, operatorName: Self.name, reason: "its variance is no constant")
    }
    let axes = Array(0..<graph.type(of: x).shape.rank - 1)
    var results: [ValueID?] = [nil, nil, nil, nil, nil]
    if wanted[0] { results[0] = try graph.apply(Multiply(), dy, try graph.apply(Multiply(), scale, inverse)) }
    if wanted[1] {
      let normalized = try graph.apply(Multiply(), try graph.apply(Subtract(), x, mean), inverse)
      let product = try graph.apply(Multiply(), dy, normalized)
      results[1] = axes.isEmpty ? product : try graph.apply(ReduceSum(axes: axes, keepsAxes: false), product)
    }
    if wanted[2] { results[2] = axes.isEmpty ? dy : try graph.apply(ReduceSum(axes: axes, keepsAxes: false), dy) }
    return results
  }
}
