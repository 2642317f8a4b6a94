import Foundation

extension QuantityExpression {
  /// Functions of a bare number.
  static let scalarFunctions: [String: @Sendable (Double) -> Double] = [
    "sqrt": { $0.squareRoot() },
    "exp": { exp($0) },
    "ln": { log($0) },
    "log2": { log2($0) },
    "log10": { log10($0) },
  ]
}
