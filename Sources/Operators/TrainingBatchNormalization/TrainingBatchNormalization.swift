package import Graphs
import Kernels
package import Tensors

/// Normalization by the statistics of the batch itself, per channel: `y = (x − mean)/√(variance + ε)·scale + bias`, where
/// mean and variance are those of all positions of all images, the variance divided by their count.
///
/// It stands in a model while it trains; what is kept afterwards is a ``BatchNormalization`` with the running averages
/// of mean and variance.
/// - Inputs: `x […,C]`, `scale [C]`, `bias [C]`. Outputs: `y` like `x`, `mean [C]`, `variance [C]`.
/// - Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), algorithm 1; ONNX BatchNormalization-15 in training mode.
package struct TrainingBatchNormalization: Operator {
  /// Added to the variance.
  package let epsilon: Float

  package init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try TypeChecks.float32(inputs, 0)
    guard epsilon >= 0, epsilon.isFinite else { throw .attribute(name: "epsilon", problem: "\(epsilon)") }
    guard x.rank >= 1 else { throw .rank(input: 0, expected: "1 or more", found: 0) }
    for index in 1...2 {
      let vector = try TypeChecks.float32(inputs, index)
      guard vector == [x.channels] else { throw .shape("input \(index) is \(vector), needs \(x.channels)") }
    }
    return [.float32(x), .float32([x.channels]), .float32([x.channels])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let (scale, bias) = (try inputs.tensor(1).floats, try inputs.tensor(2).floats)
    let statistics = BatchStatistics(x.floats, channels: scale.count)
    let inverse = statistics.inverseDeviations(epsilon: epsilon)
    let y = x.floats.enumerated().map { index, value in
      let c = index % scale.count
      return Float((Double(value) - statistics.means[c]) * inverse[c] * Double(scale[c]) + Double(bias[c]))
    }
    return [
      try Tensor(y, shape: x.shape), Tensor(statistics.means.map { Float($0) }),
      Tensor(statistics.variances.map { Float($0) }),
    ]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, from low: Float = -1, to high: Float = 1) -> OperatorSample {
      let c: Shape = [x.channels]
      return OperatorSample(
        title, TrainingBatchNormalization(epsilon: 1e-3),
        [.random(x, from: low, to: high, seed: 1), .random(c, from: 0.5, to: 2, seed: 2), .random(c, seed: 3)])
    }
    return [
      sample("image", [2, 5, 6, 17]), sample("matrix", [37, 16]), sample("far from 0", [3, 8, 8, 6], from: 2, to: 4),
      sample("several blocks", [2, 12, 12, 64]),
    ]
  }
}

/// Mean and variance of every channel.
package struct BatchStatistics {
  package let means: [Double]
  package let variances: [Double]

  /// - Parameter channels: the last axis.
  package init(_ x: [Float], channels: Int) {
    let count = Double(x.count / max(channels, 1))
    var sums = [Double](repeating: 0, count: channels)
    for (index, value) in x.enumerated() { sums[index % channels] += Double(value) }
    let means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: channels)
    for (index, value) in x.enumerated() {
      let off = Double(value) - means[index % channels]
      squares[index % channels] += off * off
    }
    self.means = means
    variances = squares.map { $0 / count }
  }

  package func inverseDeviations(epsilon: Float) -> [Double] {
    variances.map { 1 / ($0 + Double(epsilon)).squareRoot() }
  }
}

extension TrainingBatchNormalization: Differentiable {
  /// ``TrainingBatchNormalizationGradient``; mean and variance depend on `x`, which it counts in.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard gradients.dropFirst().allSatisfy({ $0 == nil }) else {
      throw .notDifferentiable(
        node: call.name, operatorName: Self.name, reason: "its mean and variance have no gradient of their own")
    }
    guard let dy = gradients[0], wanted.contains(true) else { return [nil, nil, nil] }
    let op = TrainingBatchNormalizationGradient(epsilon: epsilon)
    let inputs = [call.inputs[0], call.inputs[1], call.outputs[1], call.outputs[2], dy]
    let results = try graph.append(op, inputs)
    return zip(results, wanted).map { $1 ? $0 : nil }
  }
}

extension TrainingBatchNormalization: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    let clamp = request.epilogue.clamp
    guard request.isFloat32, request.epilogue == Epilogue(clamp: clamp), let x = request.input(0)?.shape,
      x.channels > 0
    else { return nil }
    let call = KernelCall.batchNormalization(
      rows: x.count / x.channels, channels: x.channels, epsilon: epsilon, clamp: clamp,
      instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1), .input(2)], inPlace: .input(0)) }
  }
}
