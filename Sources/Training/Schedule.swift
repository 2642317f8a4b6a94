import Foundation

/// How the learning rate changes over the steps of a training run.
package enum Schedule: Sendable, Hashable {
  case constant
  /// Linear warm-up over a share of the steps, then half a cosine down to zero.
  /// Source: Loshchilov & Hutter 2017 (arXiv 1608.03983).
  case cosine(warmUp: Double)

  /// Factor on the peak learning rate at `step` of `total`, in (0, 1].
  package func factor(step: Int, of total: Int) -> Float {
    switch self {
    case .constant: return 1
    case .cosine(let warmUp):
      let begin = Int(Double(total) * warmUp)
      if step < begin { return Float(step + 1) / Float(begin + 1) }
      let progress = Double(step - begin) / Double(max(1, total - begin))
      return Float(0.5 * (1 + cos(.pi * progress)))
    }
  }
}
