package import Graphs
import Tensors

/// The length along axes: `√Σ x²`; of integers the root without its fraction.
///
/// - Source: ONNX ReduceL2-18.
package struct ReduceL2: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let keepsSingles = false

  package func reduced(_ elements: [Double]) -> Double { elements.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 {
    Int128(reduced(elements.map { Double($0) }))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceL2(axes: [-1], keepsAxes: false), [.random([3, 35], from: -1, to: 1, seed: 2)]),
      OperatorSample(
        "everything", ReduceL2(axes: [], keepsAxes: true), [.random([3, 5, 2], from: -1, to: 1, seed: 3)]),
      OperatorSample(
        "apart", ReduceL2(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: -1, to: 1, seed: 5)]),
    ]
  }
}

extension ReduceL2: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.apply(Sqrt(), try graph.apply(ReduceSum(axes: axes, keepsAxes: keepsAxes), try graph.squared(x)))]
  }
}
