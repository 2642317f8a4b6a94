package import Graphs
import Tensors

/// The logarithm of the sum of exponentials along axes, without overflow: `log Σ exp(x)`; −∞ of none.
///
/// - Source: ONNX ReduceLogSumExp-18.
package struct ReduceLogSumExp: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kinds = ElementKinds.reals

  package func reduced(_ elements: [Double]) -> Double { ScalarMath.logSumExp(elements) }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 { 0 }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceLogSumExp(axes: [-1], keepsAxes: false), [.random([3, 35], from: -3, to: 3, seed: 2)]),
      OperatorSample(
        "everything", ReduceLogSumExp(axes: [], keepsAxes: true), [.random([3, 5, 2], from: -3, to: 3, seed: 3)]),
      OperatorSample(
        "apart", ReduceLogSumExp(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: -3, to: 3, seed: 5)]),
    ]
  }
}

extension ReduceLogSumExp: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let peak = try graph.apply(ReduceMax(axes: axes, keepsAxes: true), x)
    let powers = try graph.apply(Exp(), try graph.apply(Subtract(), x, peak))
    let sum = try graph.apply(Log(), try graph.apply(ReduceSum(axes: axes, keepsAxes: true), powers))
    let y = try graph.apply(Add(), sum, peak)
    guard !keepsAxes, let type = try? outputTypes(for: [graph.type(of: x)])[0] else { return [y] }
    return [try graph.apply(Reshape(type.shape.dimensions), y)]
  }
}
