package import Graphs
import Kernels
package import Tensors

/// The gradients of a ``TrainingBatchNormalization``. With `x̂ = (x − mean)/√(variance + ε)` and m positions of a channel:
/// `dbias = Σ dy`, `dscale = Σ dy·x̂`, `dx = scale/√(variance + ε)·(dy − dbias/m − x̂·dscale/m)`.
///
/// - Inputs: `x […,C]`, `scale [C]`, `mean [C]` and `variance [C]` of `x`, `dy` like `x`. Outputs: `dx` like `x`, `dscale [C]`,
///   `dbias [C]`.
/// - Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), section 3.
package struct TrainingBatchNormalizationGradient: Operator {
  /// Added to the variance.
  package let epsilon: Float

  package init(epsilon: Float) { self.epsilon = epsilon }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 5...5)
    let x = try TypeChecks.float32(inputs, 0)
    guard x.rank >= 1 else { throw .rank(input: 0, expected: "1 or more", found: 0) }
    for index in 1...3 {
      let vector = try TypeChecks.float32(inputs, index)
      guard vector == [x.channels] else { throw .shape("input \(index) is \(vector), needs \(x.channels)") }
    }
    let dy = try TypeChecks.float32(inputs, 4)
    guard dy == x else { throw .shape("a gradient \(dy) for an output \(x)") }
    return [.float32(x), .float32([x.channels]), .float32([x.channels])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, dy) = (try inputs.tensor(0), try inputs.tensor(4).floats)
    let vectors = try (1...3).map { try inputs.tensor($0).floats.map { Double($0) } }
    let (scale, mean) = (vectors[0], vectors[1])
    let inverse = vectors[2].map { 1 / ($0 + Double(epsilon)).squareRoot() }
    let channels = scale.count
    let normal = x.floats.enumerated().map { (Double($1) - mean[$0 % channels]) * inverse[$0 % channels] }
    var dscale = [Double](repeating: 0, count: channels)
    var dbias = dscale
    for (index, value) in dy.enumerated() {
      dbias[index % channels] += Double(value)
      dscale[index % channels] += Double(value) * normal[index]
    }
    let count = Double(x.shape.count / max(channels, 1))
    let dx = dy.enumerated().map { index, value in
      let c = index % channels
      return Float(scale[c] * inverse[c] * (Double(value) - (dbias[c] + normal[index] * dscale[c]) / count))
    }
    return [try Tensor(dx, shape: x.shape), Tensor(dscale.map { Float($0) }), Tensor(dbias.map { Float($0) })]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, from low: Float = -1, to high: Float = 1) -> OperatorSample {
      let image = Tensor.random(x, from: low, to: high, seed: 1)
      let statistics = BatchStatistics(image.floats, channels: x.channels)
      return OperatorSample(
        title, TrainingBatchNormalizationGradient(epsilon: 1e-3),
        [
          image, .random([x.channels], from: 0.5, to: 2, seed: 2), Tensor(statistics.means.map { Float($0) }),
          Tensor(statistics.variances.map { Float($0) }), .random(x, seed: 3),
        ])
    }
    return [
      sample("image", [2, 5, 6, 17]), sample("matrix", [37, 16]), sample("far from 0", [3, 8, 8, 6], from: 2, to: 4),
      sample("several blocks", [2, 12, 12, 64]),
    ]
  }
}

extension TrainingBatchNormalizationGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension TrainingBatchNormalizationGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape, x.channels > 0 else {
      return nil
    }
    let call = KernelCall.batchNormalizationGradient(
      rows: x.count / x.channels, channels: x.channels, epsilon: epsilon, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: (0..<5).map { .input($0) }, inPlace: .input(4)) }
  }
}
