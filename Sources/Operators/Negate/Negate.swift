package import Graphs
package import Kernels
import Tensors

/// The number of the opposite sign: `y = −x`.
///
/// - Source: ONNX Neg-13.
package struct Negate: SmoothOperator {
  package init() {}

  package static let kinds = ElementKinds.numbers
  package func value(_ x: Double) -> Double { -x }
  package func integer(_ x: Int128) -> Int128 { -x }
  package var function: UnaryFunction? { .negate }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    graph.number(-1, like: x)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Negate(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Negate(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Negate: PlainONNX {
  package static var onnxNames: [String] { ["Neg"] }
}
