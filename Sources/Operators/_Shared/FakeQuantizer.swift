package import Graphs
import Kernels
import Tensors

/// An operator that rounds to codes and back while a model is trained.
///
/// Its gradient is a stand-in for a derivative that is 0 almost everywhere, and it is kept when everything it reads is
/// known, because what it reads are weights that training updates.
package protocol FakeQuantizer: Differentiable {}

/// The loops that define rounding to codes and back.
package enum FakeQuantizing {
  /// `clamp(RNE(x / step), low, high)·step`; NaN stays NaN.
  package static func value(_ x: Float, step: Float, codes: ClosedRange<Int>) -> Float {
    let code = (x / step).rounded(.toNearestOrEven)
    if code.isNaN { return code }
    return min(max(code, Float(codes.lowerBound)), Float(codes.upperBound)) * step
  }

  /// Every element with the step of its channel.
  static func values(_ x: [Float], steps: [Float], form: FakeQuantization) -> [Float] {
    x.indices.map { value(x[$0], step: steps[$0 / form.inner % form.channels], codes: form.codes) }
  }

  /// What passes of `dy`, and the gradient of the parameter of every channel.
  static func gradients(
    _ x: [Float], _ dy: [Float], steps: [Float], form: FakeQuantization, factor: Float
  ) -> (dx: [Float], parameters: [Float]) {
    let (low, high) = (Float(form.codes.lowerBound), Float(form.codes.upperBound))
    var dx = [Float](repeating: 0, count: x.count)
    var sums = [Double](repeating: 0, count: form.channels)
    for i in x.indices {
      let channel = i / form.inner % form.channels
      let v = x[i] / steps[channel]
      let code = v.rounded(.toNearestOrEven)
      var passes = false
      var slope: Float = 0
      switch form.gradient {
      case .straightThrough: passes = code >= low && code <= high
      case .learnedStep:
        passes = v > low && v < high
        slope = v <= low ? low : v >= high ? high : code - v
      case .learnedLimit:
        passes = v >= low && v < high
        slope = v >= high ? 1 : 0
      }
      if passes { dx[i] = dy[i] }
      sums[channel] += Double(dy[i] * slope)
    }
    return (dx, sums.map { Float($0 * Double(factor)) })
  }
}
