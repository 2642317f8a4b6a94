import CKernels

/// Stochastic gradient descent with momentum and coupled weight decay.
package struct SGDOptions: Hashable, Sendable {
  package var learningRate: Float
  package var momentum: Float
  package var weightDecay: Float
  /// Steps along the gradient as it will be after the momentum (Sutskever et al. 2013), in PyTorch's form.
  package var isNesterov: Bool

  package init(learningRate: Float, momentum: Float = 0, weightDecay: Float = 0, isNesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
  }
}

/// Adam (Kingma & Ba 2015), with the decoupled weight decay of AdamW (Loshchilov & Hutter 2019) if asked for.
package struct AdamOptions: Hashable, Sendable {
  package var learningRate: Float
  package var beta1: Float
  package var beta2: Float
  package var epsilon: Float
  package var weightDecay: Float
  package var decoupledDecay: Bool

  package init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    decoupledDecay: Bool = true
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledDecay = decoupledDecay
  }
}

/// `d = g + weightDecay·p`, `v = momentum·v + d`, `p −= learningRate·v`, or `learningRate·(d + momentum·v)` by Nesterov's
/// rule; in place. The arrays do not overlap.
package func sgdStep(
  parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, velocity: UnsafeMutablePointer<Float>,
  count: Int, _ options: SGDOptions, instructionSet: InstructionSet = .detected
) {
  var o = keiryo_sgd(
    learning_rate: options.learningRate, momentum: options.momentum, weight_decay: options.weightDecay,
    nesterov: options.isNesterov ? 1 : 0)
  keiryo_sgd_step(instructionSet.loops, parameters, gradients, velocity, count, &o)
}

/// One step of Adam in place: `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`, `p −= learningRate·m̂/(√v̂ + ε)`.
/// The arrays do not overlap.
/// - Parameter step: counted from 1, for the bias correction.
package func adamStep(
  parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>,
  second: UnsafeMutablePointer<Float>, count: Int, step: Int, _ options: AdamOptions,
  instructionSet: InstructionSet = .detected
) {
  func correction(_ beta: Float) -> Float {
    var power = 1.0
    for _ in 0..<min(max(step, 1), 1 << 20) {
      power *= Double(beta)
      if power < 1e-30 { break }
    }
    return Float(1 - power)
  }
  var o = keiryo_adam(
    learning_rate: options.learningRate, beta1: options.beta1, beta2: options.beta2, epsilon: options.epsilon,
    weight_decay: options.weightDecay, correction1: correction(options.beta1), correction2: correction(options.beta2),
    decoupled: options.decoupledDecay ? 1 : 0)
  keiryo_adam_step(instructionSet.loops, parameters, gradients, first, second, count, &o)
}
