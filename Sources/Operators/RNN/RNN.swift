package import Graphs
package import Tensors

/// A simple recurrent network: `h ← f(W·x + R·h)` at each step of a sequence.
///
/// - Inputs: `x [T,N,I]`, `w [D,H,I]`, `r [D,H,H]`; optional `b [D,2H]`, `lengths [N]`, first `h [D,N,H]`. Batch first, the
///   first two axes of sequences and states change places.
/// - Outputs: `[T,D,N,H]` and the last `h`.
/// - Source: ONNX RNN-14; Elman 1990.
package struct RNN: Operator {
  package let recurrence: Recurrence

  package init(_ recurrence: Recurrence = Recurrence(functions)) { self.recurrence = recurrence }

  package static let functions: [RecurrentFunction.Kind] = [.tanh]
  package static let parameterInputs = [1, 2, 3]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...6)
    let e = try recurrence.extents(inputs, gates: 1)
    return [TensorType(e.type, recurrence.sequence(e)), TensorType(e.type, recurrence.state(e))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    try recurrence.run(inputs, gates: 1) { step in
      (zip(step.fromInput, step.fromState).map { step.apply(0, $0 + $1) }, step.c)
    }.dropLast()
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "forward", RNN(),
        [
          .random([4, 2, 3], seed: 1), .random([1, 2, 3], seed: 2), .random([1, 2, 2], seed: 3),
          .random([1, 4], seed: 4),
        ]),
      OperatorSample(
        "both directions, of lengths", RNN(Recurrence([.relu], direction: .bidirectional)),
        [
          .random([3, 2, 3], seed: 5), .random([2, 2, 3], seed: 6), .random([2, 2, 2], seed: 7), nil,
          Tensor([Int32(1), 3]), .random([2, 2, 2], seed: 8),
        ]),
    ]
  }
}

extension RNN: NonDifferentiable {
  package static let reasonWithoutGradient = "recurrent networks are run here, not trained"
}

extension RNN: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost { recurrence.cost(inputs, gates: 1) }
}

extension RNN: ONNXConvertible {
  package static let onnxNames = ["RNN"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try context.asStated(RNN(try Recurrence(onnx: node, defaults: functions)), inputs: 6, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let r = node.inputs[2] else { return }
    context.appendAsGiven("RNN", node, recurrence.attributes(hidden: context.type(of: r).shape.channels))
  }
}
