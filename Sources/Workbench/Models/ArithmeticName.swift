import Graphs

/// In whose arithmetic operators on codes compute, as a person names it.
package enum ArithmeticName: String, CaseIterable, Sendable {
  case onnx, litert, tflm
  case tflmSingle = "tflm-single"

  var arithmetic: QuantizedArithmetic {
    switch self {
    case .onnx: .onnx
    case .litert: .litertReference
    case .tflm: .tflm
    case .tflmSingle: .single
    }
  }
}
