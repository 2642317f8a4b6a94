package import Kernels

/// In whose arithmetic operators on codes compute. Engines differ in rounding by one code here and there; whoever has to
/// meet another engine's codes chooses its arithmetic.
///
/// Whether sums are exact is no choice: they always are.
package struct QuantizedArithmetic: Hashable, Sendable {
  /// Of convolutions and of what combines codes element by element.
  package let rounding: Rounding
  /// Of fully-connected layers.
  package let fullyConnected: Rounding

  package init(rounding: Rounding, fullyConnected: Rounding) {
    self.rounding = rounding
    self.fullyConnected = fullyConnected
  }

  /// float32 multipliers, ties to even; everything between layers in reals. Source: ONNX QLinearConv.
  package static let onnx = QuantizedArithmetic(rounding: .float, fullyConnected: .float)
  /// TFLite's integer operators as TensorFlow Lite Micro and CMSIS-NN compute them.
  package static let tflm = QuantizedArithmetic(rounding: .double, fullyConnected: .double)
  /// TFLite's integer operators as the reference kernels of LiteRT compute them.
  package static let litertReference = QuantizedArithmetic(rounding: .double, fullyConnected: .real)
  /// TFLite's integer operators built with single rounding.
  package static let single = QuantizedArithmetic(rounding: .single, fullyConnected: .single)

  /// True when operators between the layers follow TFLite's integer rules, false for reals.
  package var isFixedPoint: Bool { rounding != .float }
}
