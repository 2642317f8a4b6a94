package import Graphs
package import Kernels
import Tensors

/// The mean along axes.
///
/// - Source: ONNX ReduceMean-13.
package struct ReduceMean: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kind: ReductionKind? = .mean

  package func reduced(_ elements: [Double]) -> Double { elements.reduce(0, +) / Double(elements.count) }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 {
    elements.isEmpty ? 0 : elements.reduce(0, &+) / Int128(elements.count)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image to channels", ReduceMean(axes: [1, 2], keepsAxes: true), [.random([2, 5, 7, 17], seed: 1)]),
      OperatorSample("last axis", ReduceMean(axes: [-1], keepsAxes: false), [.random([3, 35], seed: 2)]),
      OperatorSample("everything", ReduceMean(axes: [], keepsAxes: false), [.random([3, 5, 2], seed: 3)]),
      OperatorSample("outer axes", ReduceMean(axes: [0, 1], keepsAxes: false), [.random([3, 5, 9], seed: 4)]),
      OperatorSample("apart", ReduceMean(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], seed: 5)]),
    ]
  }
}

extension ReduceMean: Differentiable {
  /// `dy / n` repeated along the reduced axes.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    try repeated(call, gradients, wanted, factor: { count in 1 / Float(count) }, in: &graph)
  }
}

extension ReduceMean: Simplifiable {
  /// A mean over rows and columns of an image → ``GlobalAveragePool``, which has an integer form, flattened when the
  /// axes are dropped.
  package func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let x = node.inputs[0], graph.type(of: x).dequantized.element == .float32, graph.type(of: x).shape.rank == 4,
      (try? normalizedAxes(of: graph.type(of: x).shape)) == [1, 2]
    else { return nil }
    var patch = GraphPatch(graph)
    var y = try patch.append(GlobalAveragePool(), [x], name: keepsAxes ? node.name : node.name + "_pool")[0]
    if !keepsAxes { y = try patch.append(Flatten(), [y], name: node.name)[0] }
    patch.replace(node.outputs[0], with: y)
    return patch
  }
}
