package import Graphs
package import Tensors

/// The part of each matrix on and above a diagonal, or on and below it; zeros elsewhere.
///
/// - Input: `x […, M, N]` of any elements of whole bytes. Output: its type; the diagonal is where column − row is `offset`.
/// - Source: ONNX Trilu-14, NumPy `triu` and `tril`.
package struct Trilu: Operator {
  package let keepsUpper: Bool
  package let offset: Int

  package init(keepsUpper: Bool = true, offset: Int = 0) {
    self.keepsUpper = keepsUpper
    self.offset = offset
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try Movement.plain(inputs, 0)
    guard x.shape.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: x.shape.rank) }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let (rows, columns) = (x.shape[x.shape.rank - 2], x.shape.channels)
    return [
      Movement.gather(x, as: x.type) { place in
        let diagonal = place % columns - place / columns % rows
        return (keepsUpper ? diagonal >= offset : diagonal <= offset) ? place : nil
      }
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("upper", Trilu(), [.random([2, 3, 4], seed: 1)]),
      OperatorSample("below the diagonal", Trilu(keepsUpper: false, offset: -1), [.random([4, 3], seed: 2)]),
    ]
  }
}

extension Trilu: Differentiable {
  /// What was kept has the gradient of its copy.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(self, dy)]
  }
}

extension Trilu: ONNXConvertible {
  package static let onnxNames = ["Trilu"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let offset = context.isPresent(1) ? Indices.numbers(try context.constant(1, of: node)).first ?? 0 : 0
    let op = Trilu(keepsUpper: node.int("upper", default: 1) != 0, offset: offset)
    return [.asStated(try context.apply(op, try context.input(0, of: node), name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let diagonal = context.sharedConstant(
      Tensor([Int64(offset)]).retyped(TensorType(.int64, .scalar)), name: "diagonal")
    context.appendAsGiven("Trilu", node, ["upper": .int(keepsUpper ? 1 : 0)], more: [diagonal])
  }
}
