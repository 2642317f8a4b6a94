import Foundation

/// A function that a recurrent cell applies to its gates and its state.
///
/// - Source: ONNX RNN-14, section on activation functions, with its defaults.
package struct RecurrentFunction: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case relu = "Relu"
    case tanh = "Tanh"
    case sigmoid = "Sigmoid"
    case affine = "Affine"
    case leakyRelu = "LeakyRelu"
    case thresholdedRelu = "ThresholdedRelu"
    case scaledTanh = "ScaledTanh"
    case hardSigmoid = "HardSigmoid"
    case elu = "Elu"
    case softsign = "Softsign"
    case softplus = "Softplus"
  }

  package let kind: Kind
  package let alpha: Float
  package let beta: Float

  package init(_ kind: Kind, alpha: Float? = nil, beta: Float? = nil) {
    let defaults: (Float, Float) =
      switch kind {
      case .leakyRelu: (0.01, 0)
      case .hardSigmoid: (0.2, 0.5)
      default: (1, kind == .scaledTanh ? 1 : 0)
      }
    self.kind = kind
    self.alpha = alpha ?? defaults.0
    self.beta = beta ?? defaults.1
  }

  package func value(_ x: Double) -> Double {
    let (a, b) = (Double(alpha), Double(beta))
    return switch kind {
    case .relu: max(0, x)
    case .tanh: Foundation.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .affine: a * x + b
    case .leakyRelu: x < 0 ? a * x : x
    case .thresholdedRelu: x > a ? x : 0
    case .scaledTanh: a * Foundation.tanh(b * x)
    case .hardSigmoid: min(max(a * x + b, 0), 1)
    case .elu: x < 0 ? a * (exp(x) - 1) : x
    case .softsign: x / (1 + abs(x))
    case .softplus: log1p(exp(-abs(x))) + max(x, 0)
    }
  }
}
