package import Kernels

/// The rule that turns gradients into weight updates, with its settings at the peak of the learning-rate schedule.
package enum Optimizer: Sendable, Hashable {
  /// Stochastic gradient descent with momentum.
  case sgd(SGDOptions)
  /// Adam with decoupled weight decay (AdamW).
  case adam(AdamOptions)

  package static func adam(learningRate: Float) -> Optimizer { .adam(AdamOptions(learningRate: learningRate)) }

  /// State buffers each parameter needs.
  var momentCount: Int {
    switch self {
    case .sgd: 1
    case .adam: 2
    }
  }
}
