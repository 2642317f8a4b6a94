package import Graphs
import Tensors

/// Rectified linear unit: `y = max(x, 0)`; NaN stays NaN.
///
/// - Source: ONNX Relu-14; Nair & Hinton 2010.
package struct Relu: ClampOperator {
  package init() {}
  package static let kinds = ElementKinds.numbers
  package var range: ClosedRange<Float> { 0...Float.infinity }
  package func integer(_ x: Int128) -> Int128 { max(x, 0) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Relu(), [.random([67], seed: 1)]),
      OperatorSample("image", Relu(), [.random([1, 5, 5, 9], seed: 2)]),
    ]
  }
}

extension Relu: PlainONNX {}
