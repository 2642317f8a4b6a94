package import Graphs
package import Tensors

/// Mean of squared differences over all elements: `L = 1/n · Σ (a − b)²`.
///
/// - Inputs: `a`, `b` of one shape. Output: a scalar.
package struct MeanSquaredError: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let a = try TypeChecks.float32(inputs, 0)
    let b = try TypeChecks.float32(inputs, 1)
    guard a == b, a.count > 0 else { throw .shape("\(a) and \(b) differ") }
    return [.float32(.scalar)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (a, b) = (try inputs.tensor(0).floats, try inputs.tensor(1).floats)
    let sum = zip(a, b).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
    return [Tensor(repeating: Float(sum / Double(a.count)), shape: .scalar)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("matrix", MeanSquaredError(), [.random([5, 7], seed: 1), .random([5, 7], seed: 2)]),
      OperatorSample("image", MeanSquaredError(), [.random([1, 4, 4, 3], seed: 3), .random([1, 4, 4, 3], seed: 4)]),
    ]
  }
}

extension MeanSquaredError: Differentiable {
  /// `da = 2(a − b)/n · dL`, `db = −da`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let factor = try graph.scaled(dy, by: 2 / Float(graph.type(of: a).shape.count))
    let da = try graph.apply(Multiply(), try graph.apply(Subtract(), a, b), factor)
    return [wanted[0] ? da : nil, wanted[1] ? try graph.scaled(da, by: -1) : nil]
  }
}

extension MeanSquaredError: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    let difference = try graph.append(Subtract(), inputs)[0]
    let square = try graph.apply(Multiply(), difference, difference)
    return [try graph.apply(ReduceMean(axes: [], keepsAxes: false), square)]
  }
}
