import Foundation

/// A function that a kernel may apply to the elements it has just stored.
public enum EpilogueFunction: String, Hashable, Sendable, CaseIterable {
  /// `x / (1 + exp(−x))`.
  case silu
  /// `x/2 · (1 + erf(x/√2))`.
  case gelu

  /// In double precision, rounded once.
  public func value(_ x: Float) -> Float { Float(value(Double(x))) }

  package func value(_ x: Double) -> Double {
    switch self {
    case .silu: x / (1 + Foundation.exp(-x))
    case .gelu: x * 0.5 * Foundation.erfc(-x * 0.5.squareRoot())
    }
  }
}
