import Foundation

/// Scalar functions of the references: computed in double precision and rounded once, so that a reference is more exact
/// than the kernel it judges.
package enum ScalarMath {
  package static func exp(_ x: Float) -> Float { Float(Foundation.exp(Double(x))) }
  package static func log(_ x: Float) -> Float { Float(Foundation.log(Double(x))) }
  package static func tanh(_ x: Float) -> Float { Float(Foundation.tanh(Double(x))) }
  package static func erf(_ x: Float) -> Float { Float(Foundation.erf(Double(x))) }
  package static func sigmoid(_ x: Float) -> Float { Float(1 / (1 + Foundation.exp(-Double(x)))) }

  /// `log Σ exp(x_i)` without overflow; −∞ for an empty list.
  package static func logSumExp(_ x: some Sequence<Float>) -> Double {
    let values = x.map(Double.init)
    guard let peak = values.max(), peak > -.infinity else { return -.infinity }
    return peak + Foundation.log(values.reduce(0) { $0 + Foundation.exp($1 - peak) })
  }

  package static func exp(_ x: Double) -> Double { Foundation.exp(x) }
}
