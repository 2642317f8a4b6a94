package import Graphs
package import Tensors

/// Cross entropy of a target probability with the logistic function of a logit, element by element:
/// `L = −t·log σ(z) − (1 − t)·log(1 − σ(z)) = log(1 + exp(z)) − z·t`.
///
/// - Inputs: logits `z`, targets `t` in 0...1 of the same shape. Output: that shape.
package struct SigmoidCrossEntropy: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let z = try TypeChecks.float32(inputs, 0)
    let t = try TypeChecks.float32(inputs, 1)
    guard z == t else { throw .shape("logits \(z) and targets \(t) differ") }
    return [.float32(z)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (z, t) = (try inputs.tensor(0), try inputs.tensor(1))
    let losses = zip(z.floats, t.floats).map {
      Float(ScalarMath.softplus(Double($0)) - Double($0) * Double($1))
    }
    return [try Tensor(losses, shape: z.shape)]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ shape: Shape, seed: UInt64) -> OperatorSample {
      OperatorSample(
        title, SigmoidCrossEntropy(),
        [.random(shape, from: -4, to: 4, seed: seed), .random(shape, from: 0, to: 1, seed: seed + 1)])
    }
    return [sample("vector", [67], seed: 1), sample("grid", [2, 3, 3, 1], seed: 3)]
  }
}

extension SigmoidCrossEntropy: Differentiable {
  /// `dz = (σ(z) − t) · dL`; the targets get none.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let z = call.inputs[0], let t = call.inputs[1] else { return [nil, nil] }
    let difference = try graph.apply(Subtract(), try graph.apply(Sigmoid(), z), t)
    return [try graph.apply(Multiply(), difference, dy), nil]
  }
}

extension SigmoidCrossEntropy: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let z = inputs[0], let t = inputs[1] else { throw .malformed("\(Self.name) needs logits and targets") }
    let product = try graph.apply(Multiply(), z, t)
    return [try graph.apply(Subtract(), try graph.apply(Softplus(), z), product)]
  }
}
