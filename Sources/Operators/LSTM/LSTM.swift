package import Graphs
package import Tensors

/// A long short-term memory: gates decide what a cell keeps, takes in and shows at each step of a sequence.
///
/// `i = f(W·x + R·h + p_i∘c)`, `o`, `f` and `c̃ = g(…)` likewise; `c ← f∘c + i∘c̃`, `h = o∘h(c)`, where `o` looks at the new
/// `c`.
/// - Inputs: `x [T,N,I]`, `w [D,4H,I]`, `r [D,4H,H]` with gates i, o, f, c; optional `b [D,8H]`, `lengths [N]`, first `h` and
///   `c [D,N,H]`, peepholes `[D,3H]` of i, o, f. Batch first, the first two axes of sequences and states change places.
/// - Outputs: `[T,D,N,H]`, the last `h` and the last `c`.
/// - Source: ONNX LSTM-14; Hochreiter & Schmidhuber 1997, Gers et al. 2002.
package struct LSTM: Operator {
  package let recurrence: Recurrence
  /// The forget gate is `1 − i`.
  package let couplesForget: Bool

  package init(_ recurrence: Recurrence = Recurrence(functions), couplesForget: Bool = false) {
    self.recurrence = recurrence
    self.couplesForget = couplesForget
  }

  package static let functions: [RecurrentFunction.Kind] = [.sigmoid, .tanh, .tanh]
  package static let parameterInputs = [1, 2, 3]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...8)
    let e = try recurrence.extents(inputs, gates: 4)
    let x = try TypeChecks.present(inputs, 0)
    try recurrence.check(inputs, 6, recurrence.state(e), x)
    try recurrence.check(inputs, 7, [recurrence.directions, 3 * e.hidden], x)
    let state = TensorType(e.type, recurrence.state(e))
    return [TensorType(e.type, recurrence.sequence(e)), state, state]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let peepholes = inputs.count > 7 ? inputs[7]?.numbers.reals : nil
    return try recurrence.run(inputs, gates: 4, firstCell: inputs.count > 6 ? inputs[6] : nil) { step in
      let size = step.hidden
      func gate(_ number: Int, _ k: Int) -> Double {
        step.fromInput[number * size + k] + step.fromState[number * size + k]
      }
      func peephole(_ number: Int, _ k: Int) -> Double { peepholes?[(step.direction * 3 + number) * size + k] ?? 0 }
      var (h, c) = (step.h, step.c)
      for k in 0..<size {
        let input = step.apply(0, gate(0, k) + peephole(0, k) * step.c[k])
        let forget = couplesForget ? 1 - input : step.apply(0, gate(2, k) + peephole(2, k) * step.c[k])
        c[k] = forget * step.c[k] + input * step.apply(1, gate(3, k))
        h[k] = step.apply(0, gate(1, k) + peephole(1, k) * c[k]) * step.functions[2].value(c[k])
      }
      return (h, c)
    }
  }

  package static var samples: [OperatorSample] {
    let both = Recurrence(functions, direction: .bidirectional, batchFirst: true)
    return [
      OperatorSample(
        "forward", LSTM(),
        [
          .random([4, 2, 3], seed: 1), .random([1, 8, 3], seed: 2), .random([1, 8, 2], seed: 3),
          .random([1, 16], seed: 4),
        ]),
      OperatorSample(
        "both directions, peepholes", LSTM(both),
        [
          .random([2, 3, 3], seed: 5), .random([2, 8, 3], seed: 6), .random([2, 8, 2], seed: 7), nil,
          Tensor([Int32(3), 2]), .random([2, 2, 2], seed: 8), .random([2, 2, 2], seed: 9), .random([2, 6], seed: 10),
        ]),
    ]
  }
}

extension LSTM: NonDifferentiable {
  package static let reasonWithoutGradient = "recurrent networks are run here, not trained"
}

extension LSTM: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost { recurrence.cost(inputs, gates: 4) }
}

extension LSTM: ONNXConvertible {
  package static let onnxNames = ["LSTM"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = LSTM(
      try Recurrence(onnx: node, defaults: functions), couplesForget: node.int("input_forget", default: 0) != 0)
    return try context.asStated(op, inputs: 8, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let r = node.inputs[2] else { return }
    var attributes = recurrence.attributes(hidden: context.type(of: r).shape.channels)
    if couplesForget { attributes["input_forget"] = .int(1) }
    context.appendAsGiven("LSTM", node, attributes)
  }
}
