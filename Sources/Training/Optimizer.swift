package import Kernels
import Tensors

/// The rule that turns gradients into weight updates, with its settings at the peak of the learning-rate schedule.
///
/// Weight decay acts on weights of two axes and more: kernels, matrices, tables. Vectors are spared: biases, and the scale
/// and shift of normalizations, which it would only pull away from what the data ask for
/// (He et al. 2019, arXiv 1812.01187, section 3.1).
package enum Optimizer: Sendable, Hashable {
  /// Stochastic gradient descent with momentum, or Nesterov's.
  case sgd(SGDOptions)
  /// Adam; with decoupled weight decay AdamW.
  case adam(AdamOptions)

  package static func adam(learningRate: Float) -> Optimizer { .adam(AdamOptions(learningRate: learningRate)) }

  /// State buffers each parameter needs.
  var momentCount: Int {
    switch self {
    case .sgd: 1
    case .adam: 2
    }
  }

  /// The rule for one parameter at one step.
  func adjusted(for shape: Shape, rateFactor: Float) -> Optimizer {
    let isSpared = shape.rank < 2
    switch self {
    case .sgd(var options):
      options.learningRate *= rateFactor
      if isSpared { options.weightDecay = 0 }
      return .sgd(options)
    case .adam(var options):
      options.learningRate *= rateFactor
      if isSpared { options.weightDecay = 0 }
      return .adam(options)
    }
  }
}
