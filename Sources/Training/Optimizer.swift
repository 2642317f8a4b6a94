/// The rule that turns gradients into weight updates.
package enum Optimizer: Sendable, Hashable {
  /// `v ← momentum·v + g + decay·w; w ← w − rate·v`. Source: Polyak 1964, in PyTorch's form.
  case sgd(learningRate: Float, momentum: Float = 0.9, weightDecay: Float = 0)
  /// Adam with decoupled weight decay. Source: Kingma & Ba 2015; Loshchilov & Hutter 2019 (arXiv 1711.05101).
  case adam(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0)

  package var learningRate: Float {
    switch self {
    case .sgd(let rate, _, _), .adam(let rate, _, _, _, _): rate
    }
  }
}
