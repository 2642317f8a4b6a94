import Tensors

/// Codes that are rounded up or down as the output of the layer wants it, not as each weight is nearest.
///
/// Between `floor(W/s)` and the code above, `h(V) = clamp(σ(V)·1.2 − 0.1, 0, 1)` is learned by Adam on
/// `‖f(Wx + b) − f(Ŵx̂ + b)‖² + λ·Σ(1 − |2h − 1|^β)`: x̂ is the input behind layers that are already rounded, f the
/// activation behind this one. The first fifth of the steps has no second term; then β falls from 20 to 2 along a cosine and
/// drives every h to 0 or 1. Bias and steps stay.
/// Promise: codes differ from `floor(W/s)` by 0 or 1, and on the calibration inputs the error of the output is at most that
/// of rounding to nearest; where it is not, nearest is what is returned.
/// Source: Nagel et al. 2020 (arXiv 2004.10568).
package struct AdaRound: Sendable, Hashable {
  package var steps: Int
  package var learningRate: Float
  /// λ, in multiples of what a weight adds to the error of rounding to nearest. The paper's 0.01 fits errors of a certain
  /// size; so it does not depend on the scale of the data.
  package var regularization: Float
  /// Positions of the output in one step.
  package var batch: Int
  package var seed: UInt64

  package init(
    steps: Int = 2_000, learningRate: Float = 1e-2, regularization: Float = 30, batch: Int = 256, seed: UInt64 = 1
  ) {
    self.steps = steps
    self.learningRate = learningRate
    self.regularization = regularization
    self.batch = batch
    self.seed = seed
  }

  static let stretch: Float = 1.2
  static let offset: Float = -0.1
  static let warmUp = 0.2

  /// What one group of a layer is to reproduce.
  package struct Problem: Sendable {
    /// `[outputs × columns]`.
    package let weights: [Float]
    package let bias: [Float]
    package let columns: Int
    /// `[positions × columns]`, behind rounded layers.
    package let inputs: [Float]
    /// `[positions × outputs]`, of the float model, before the activation.
    package let targets: [Float]
    /// What the activation behind leaves.
    package let clamp: ClosedRange<Float>

    package init(
      weights: [Float], bias: [Float], columns: Int, inputs: [Float], targets: [Float],
      clamp: ClosedRange<Float> = -.infinity...Float.infinity
    ) {
      self.weights = weights
      self.bias = bias
      self.columns = columns
      self.inputs = inputs
      self.targets = targets
      self.clamp = clamp
    }

    package var outputs: Int { bias.count }
    package var positions: Int { columns == 0 ? 0 : inputs.count / columns }
  }

  package struct Result: Sendable {
    package let codes: [Int8]
    /// Weights whose h lay between 0.05 and 0.95 at the end.
    package let undecided: Int
    /// Mean over positions of the squared error of all outputs: of these codes, and of the nearest.
    package let error: Double
    package let nearestError: Double
  }

  /// - Parameter grid: of the problem's weights.
  package func rounded(_ problem: Problem, grid: WeightGrid) -> Result {
    let nearest = grid.nearest(problem.weights)
    let nearestError = problem.squaredError(grid.reals(nearest))
    let plain = Result(codes: nearest, undecided: 0, error: nearestError, nearestError: nearestError)
    var options = self
    options.regularization *= Float(nearestError / Double(max(problem.weights.count, 1)))
    guard problem.positions > 0, problem.outputs > 0, nearestError.isFinite, nearestError > 0,
      problem.weights.allSatisfy(\.isFinite), var search = AdaRoundSearch(problem, grid: grid, options: options)
    else { return plain }
    for step in 0..<steps { search.step(step) }
    let codes = search.codes
    let error = problem.squaredError(grid.reals(codes))
    guard error <= nearestError else { return plain }
    return Result(codes: codes, undecided: search.undecided, error: error, nearestError: nearestError)
  }
}

extension AdaRound.Problem {
  /// Mean over positions of `Σ (f(Ŵx̂ + b) − f(y))²`.
  package func squaredError(_ rounded: [Float]) -> Double {
    guard positions > 0,
      let product = MatrixProduct(
        rows: positions, columns: outputs, depth: columns, transposeB: true)
    else { return 0 }
    let made = Storage(floatCount: positions * outputs)
    product.run(Storage(floats: inputs), Storage(floats: rounded), into: made)
    var sum = 0.0
    let y = made.floats
    for i in 0..<positions * outputs {
      let error = limited(y[i] + bias[i % outputs]) - limited(targets[i])
      sum += Double(error) * Double(error)
    }
    return sum / Double(positions)
  }

  func limited(_ x: Float) -> Float { min(max(x, clamp.lowerBound), clamp.upperBound) }
}
