import Foundation

/// How the learning rate changes over the steps of a training run: a linear warm-up, then a course.
package struct Schedule: Sendable, Hashable {
  /// What happens after the warm-up.
  package enum Course: Sendable, Hashable {
    case constant
    /// Half a cosine down to zero at the end. Source: Loshchilov & Hutter 2017 (arXiv 1608.03983).
    case cosine
    /// Times `factor` at each of `shares` of all steps, ascending in 0...1.
    case steps(at: [Double], factor: Float)
  }

  package var course: Course
  /// Share of all steps in which the rate rises linearly; the first step already moves.
  package var warmUp: Double

  package init(_ course: Course, warmUp: Double = 0) {
    self.course = course
    self.warmUp = warmUp
  }

  package static let constant = Schedule(.constant)
  package static func cosine(warmUp: Double) -> Schedule { Schedule(.cosine, warmUp: warmUp) }
  package static func steps(at shares: [Double], factor: Float = 0.1, warmUp: Double = 0) -> Schedule {
    Schedule(.steps(at: shares, factor: factor), warmUp: warmUp)
  }

  /// Factor on the peak learning rate at `step` of `total`, in (0, 1].
  package func factor(step: Int, of total: Int) -> Float {
    let begin = Int(Double(total) * warmUp)
    if step < begin { return Float(step + 1) / Float(begin + 1) }
    switch course {
    case .constant: return 1
    case .cosine:
      let progress = Double(step - begin) / Double(max(1, total - begin))
      return Float(0.5 * (1 + cos(.pi * progress)))
    case .steps(let shares, let factor):
      return shares.reduce(1) { Double(step) >= $1 * Double(total) ? $0 * factor : $0 }
    }
  }
}
