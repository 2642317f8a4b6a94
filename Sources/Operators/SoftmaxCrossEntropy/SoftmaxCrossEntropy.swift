package import Graphs
package import Tensors

/// Cross entropy between target distributions and the softmax of logits at a temperature, averaged over the batch:
/// `L = −T²/N · Σ p · log softmax(z/T)`.
///
/// The factor `T²` keeps the size of the gradient independent of the temperature.
/// - Inputs: logits `z [N,C]`, targets `p [N,C]` (each row sums to 1). Output: a scalar.
/// - Source: Hinton, Vinyals & Dean 2015 (arXiv 1503.02531).
package struct SoftmaxCrossEntropy: Operator {
  /// Above 0; 1 is the ordinary cross entropy.
  package let temperature: Float

  package init(temperature: Float = 1) { self.temperature = temperature }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    guard temperature > 0, temperature.isFinite else {
      throw .attribute(name: "temperature", problem: "\(temperature) is not positive")
    }
    try TypeChecks.count(inputs, 2...2)
    let z = try TypeChecks.float32(inputs, 0, rank: 2)
    let p = try TypeChecks.float32(inputs, 1, rank: 2)
    guard z == p, z.count > 0 else { throw .shape("logits \(z) and targets \(p) differ") }
    return [.float32(.scalar)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let z = try inputs.tensor(0)
    let (logits, targets) = (z.floats.map { $0 / temperature }, try inputs.tensor(1).floats)
    let classes = z.shape[1]
    var sum = 0.0
    for row in 0..<z.shape[0] {
      let range = row * classes..<(row + 1) * classes
      let total = ScalarMath.logSumExp(logits[range].map { Double($0) })
      for i in range where targets[i] != 0 { sum -= Double(targets[i]) * (Double(logits[i]) - total) }
    }
    let factor = Double(temperature) * Double(temperature) / Double(z.shape[0])
    return [Tensor(repeating: Float(sum * factor), shape: .scalar)]
  }

  package static var samples: [OperatorSample] {
    let soft = (try? Softmax().reference([.random([5, 10], seed: 2)]))?.first ?? Tensor(zeros: .float32([5, 10]))
    return [
      OperatorSample("plain", SoftmaxCrossEntropy(), [.random([5, 10], from: -3, to: 3, seed: 1), soft]),
      OperatorSample(
        "temperature 4", SoftmaxCrossEntropy(temperature: 4), [.random([5, 10], from: -3, to: 3, seed: 3), soft]),
    ]
  }
}

extension SoftmaxCrossEntropy: Differentiable {
  /// `dz = (softmax(z/T) − p) · T/N · dL`; the targets get none.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let z = call.inputs[0], let p = call.inputs[1] else { return [nil, nil] }
    let scaled = temperature == 1 ? z : try graph.scaled(z, by: 1 / temperature)
    let difference = try graph.apply(Subtract(), try graph.apply(Softmax(), scaled), p)
    let factor = try graph.scaled(dy, by: temperature / Float(graph.type(of: z).shape[0]))
    return [try graph.apply(Multiply(), difference, factor), nil]
  }
}

extension SoftmaxCrossEntropy: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let z = inputs[0], let p = inputs[1] else { throw .malformed("\(Self.name) needs logits and targets") }
    let scaled = temperature == 1 ? z : try graph.scaled(z, by: 1 / temperature)
    let product = try graph.apply(Multiply(), try graph.apply(LogSoftmax(), scaled), p)
    let sum = try graph.apply(ReduceSum(axes: [], keepsAxes: false), product)
    return [try graph.scaled(sum, by: -temperature * temperature / Float(graph.type(of: z).shape[0]))]
  }
}
