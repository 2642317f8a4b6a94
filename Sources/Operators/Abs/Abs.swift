package import Graphs
package import Kernels
import Tensors

/// Magnitude: `y = |x|`; the smallest integer of a signed type stays itself.
///
/// - Source: ONNX Abs-13.
package struct Abs: SmoothOperator {
  package init() {}

  package static let kinds = ElementKinds.numbers
  package func value(_ x: Double) -> Double { abs(x) }
  package func integer(_ x: Int128) -> Int128 { x < 0 ? -x : x }
  package var function: UnaryFunction? { .absolute }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.apply(Sign(), x)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("positive", Abs(), [.random([67], from: 0.25, to: 2, seed: 1)]),
      OperatorSample("negative", Abs(), [.random([1, 5, 5, 9], from: -2, to: -0.25, seed: 2)]),
    ]
  }
}

extension Abs: PlainONNX {}
