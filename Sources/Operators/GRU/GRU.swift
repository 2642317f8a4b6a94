package import Graphs
package import Tensors

/// A gated recurrent unit: one gate decides how much of the state stays, another how much of it the new state sees.
///
/// `z = f(W·x + R·h)`, `r` likewise, `h̃ = g(W·x + R·(r∘h))`, `h ← (1 − z)∘h̃ + z∘h`.
/// - Inputs: `x [T,N,I]`, `w [D,3H,I]`, `r [D,3H,H]` with gates z, r, h; optional `b [D,6H]`, `lengths [N]`, first `h`
///   `[D,N,H]`. Batch first, the first two axes of sequences and states change places.
/// - Outputs: `[T,D,N,H]` and the last `h`.
/// - Source: ONNX GRU-14; Cho et al. 2014.
package struct GRU: Operator {
  package let recurrence: Recurrence
  /// The reset gate scales `R·h + b` instead of `h`.
  package let resetsBehindProduct: Bool

  package init(_ recurrence: Recurrence = Recurrence(functions), resetsBehindProduct: Bool = false) {
    self.recurrence = recurrence
    self.resetsBehindProduct = resetsBehindProduct
  }

  package static let functions: [RecurrentFunction.Kind] = [.sigmoid, .tanh]
  package static let parameterInputs = [1, 2, 3]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...6)
    let e = try recurrence.extents(inputs, gates: 3)
    return [TensorType(e.type, recurrence.sequence(e)), TensorType(e.type, recurrence.state(e))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let biases = inputs.count > 3 ? inputs[3]?.numbers.reals : nil
    return try recurrence.run(inputs, gates: 3) { step in
      let size = step.hidden
      let gates = (0..<2 * size).map { step.apply(0, step.fromInput[$0] + step.fromState[$0]) }
      let (update, reset) = (gates[..<size], Array(gates[size...]))
      let projected = resetsBehindProduct ? [] : step.project(2, zip(reset, step.h).map { $0 * $1 })
      let h = (0..<size).map { k in
        // The state's bias stands behind the reset state's product.
        let bias = biases?[(step.direction * 2 + 1) * 3 * size + 2 * size + k] ?? 0
        let seen = resetsBehindProduct ? reset[k] * step.fromState[2 * size + k] : projected[k] + bias
        let new = step.apply(1, step.fromInput[2 * size + k] + seen)
        return (1 - update[k]) * new + update[k] * step.h[k]
      }
      return (h, step.c)
    }.dropLast()
  }

  package static var samples: [OperatorSample] {
    let weights: [Tensor?] = [.random([1, 6, 3], seed: 2), .random([1, 6, 2], seed: 3), .random([1, 12], seed: 4)]
    return [
      OperatorSample("forward", GRU(), [.random([4, 2, 3], seed: 1)] + weights),
      OperatorSample(
        "backward, reset behind", GRU(Recurrence(functions, direction: .reverse), resetsBehindProduct: true),
        [.random([3, 1, 3], seed: 5)] + weights + [nil, .random([1, 1, 2], seed: 6)]),
    ]
  }
}

extension GRU: NonDifferentiable {
  package static let reasonWithoutGradient = "recurrent networks are run here, not trained"
}

extension GRU: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost { recurrence.cost(inputs, gates: 3) }
}

extension GRU: ONNXConvertible {
  package static let onnxNames = ["GRU"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = GRU(
      try Recurrence(onnx: node, defaults: functions),
      resetsBehindProduct: node.int("linear_before_reset", default: 0) != 0)
    return try context.asStated(op, inputs: 6, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let r = node.inputs[2] else { return }
    var attributes = recurrence.attributes(hidden: context.type(of: r).shape.channels)
    if resetsBehindProduct { attributes["linear_before_reset"] = .int(1) }
    context.appendAsGiven("GRU", node, attributes)
  }
}
