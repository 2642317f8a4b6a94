package import Graphs
package import Tensors

/// One of two elements by a truth value, with NumPy broadcasting of all three: `y = c ? a : b`.
///
/// - Inputs: `c` bool, `a` and `b` of one type of whole bytes. Output: of that type.
/// - Source: ONNX Where-16.
package struct Where: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let condition = try TypeChecks.element(inputs, 0, .truthValues)
    let a = try TypeChecks.element(inputs, 1, .all)
    let b = try TypeChecks.element(inputs, 2, like: a)
    return [TensorType(a.element, try Broadcasting.shape(try Broadcasting.shape(a.shape, b.shape), condition.shape))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (condition, a, b) = (try inputs.tensor(0), try inputs.tensor(1), try inputs.tensor(2))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let offsets = [condition, a, b].map { Broadcasting.offsets(of: $0.shape, in: type.shape) }
    let chosen = condition.withBytes { bytes in offsets[0].map { bytes[$0] != 0 } }
    // Both sources one behind the other, so that one position names either.
    let joined = try Tensor(
      bytes: a.withBytes { x in b.withBytes { y in Array(x) + Array(y) } },
      type: TensorType(a.element, [a.count + b.count]))
    return [
      Movement.gather(joined, as: type) { chosen[$0] ? offsets[1][$0] : a.count + offsets[2][$0] }
    ]
  }

  package static var samples: [OperatorSample] {
    let mask = Tensor([true, false, true])
    return [
      OperatorSample("reals", Where(), [mask, .random([2, 3], seed: 1), .random([2, 3], seed: 2)]),
      OperatorSample("one number", Where(), [mask, .random([2, 3], seed: 3), .random([], seed: 4)]),
      OperatorSample("integers", Where(), [mask, Tensor([Int64(1), 2, 3]), Tensor([Int64(-1)])]),
    ]
  }
}

extension Where: Differentiable {
  /// `da = c ? dy : 0`, `db = c ? 0 : dy`, each summed over the axes it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[1], let b = call.inputs[2] else { return [nil, nil, nil] }
    let zero = graph.number(0, like: dy)
    var results: [ValueID?] = [nil, nil, nil]
    if wanted[1] {
      let da = try graph.apply(Where(), call.inputs[0], dy, zero)
      results[1] = try Broadcasting.reduce(da, to: graph.type(of: a).shape, in: &graph)
    }
    if wanted[2] {
      let db = try graph.apply(Where(), call.inputs[0], zero, dy)
      results[2] = try Broadcasting.reduce(db, to: graph.type(of: b).shape, in: &graph)
    }
    return results
  }
}

extension Where: PlainONNX {}
