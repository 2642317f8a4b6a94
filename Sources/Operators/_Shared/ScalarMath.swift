import Foundation

/// Functions of the references in double precision, so that a reference is more exact than the kernel it judges.
package enum ScalarMath {
  package static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  package static func log(_ x: Double) -> Double { Foundation.log(x) }
  package static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
  package static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  package static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  package static func cos(_ x: Double) -> Double { Foundation.cos(x) }
  package static func tan(_ x: Double) -> Double { Foundation.tan(x) }
  package static func asin(_ x: Double) -> Double { Foundation.asin(x) }
  package static func acos(_ x: Double) -> Double { Foundation.acos(x) }
  package static func atan(_ x: Double) -> Double { Foundation.atan(x) }
  package static func sinh(_ x: Double) -> Double { Foundation.sinh(x) }
  package static func cosh(_ x: Double) -> Double { Foundation.cosh(x) }
  package static func asinh(_ x: Double) -> Double { Foundation.asinh(x) }
  package static func acosh(_ x: Double) -> Double { Foundation.acosh(x) }
  package static func atanh(_ x: Double) -> Double { Foundation.atanh(x) }
  package static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  package static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }
  /// `log(1 + exp(x))` without overflow.
  package static func softplus(_ x: Double) -> Double { max(x, 0) + Foundation.log1p(Foundation.exp(-abs(x))) }

  /// `log Σ exp(x_i)` without overflow; −∞ for an empty list.
  package static func logSumExp(_ values: some Collection<Double>) -> Double {
    guard let peak = values.max(), peak > -.infinity else { return -.infinity }
    return peak + Foundation.log(values.reduce(0) { $0 + Foundation.exp($1 - peak) })
  }
}
