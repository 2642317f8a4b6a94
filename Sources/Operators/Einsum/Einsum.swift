package import Graphs
package import Tensors

/// Sums of products written as an equation: `"ij,jk->ik"` is a matrix product.
///
/// A letter names the same index wherever it stands; letters that the result does not name are summed over. `...` stands
/// for further axes, which broadcast. Without `->`, letters that occur once are the result's, in alphabetical order.
/// - Inputs: one tensor of numbers for each term, all of one element type.
/// - Source: ONNX Einsum-12, NumPy `einsum`.
package struct Einsum: Operator {
  package let equation: String

  package init(_ equation: String) { self.equation = equation }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    let first = try TypeChecks.element(inputs, 0, .numbers)
    var shapes: [Shape] = []
    for index in inputs.indices { shapes.append(try TypeChecks.element(inputs, index, like: first).shape) }
    let plan = try EinsumPlan(equation, shapes)
    guard plan.terms <= 1 << 26 else { throw .shape("\(equation) sums \(plan.terms) products") }
    return [TensorType(first.element, plan.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let tensors = try inputs.indices.map { try inputs.tensor($0) }
    let plan = try EinsumPlan(equation, tensors.map(\.shape))
    let outer = tensors.indices.map { plan.offsets(plan.output, operand: $0, tensors[$0].shape) }
    let inner = tensors.indices.map { plan.offsets(plan.summed, operand: $0, tensors[$0].shape) }
    let terms = inner.first?.count ?? 0
    func sums<Scalar: Numeric>(_ operands: [[Scalar]]) -> [Scalar] {
      (0..<plan.shape.count).map { place in
        var sum: Scalar = 0
        for term in 0..<terms {
          var product: Scalar = 1
          for k in operands.indices { product *= operands[k][outer[k][place] + inner[k][term]] }
          sum += product
        }
        return sum
      }
    }
    let element = try inputs.tensor(0).element
    let made: Numbers =
      element.isFloatingPoint
      ? .reals(sums(tensors.map { $0.numbers.reals }))
      : .integers(sums(tensors.map { $0.integersWrapping }).map { Int128($0.value) })
    return [try Tensor(made, as: element, shape: plan.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("matrix product", Einsum("ij,jk->ik"), [.random([3, 4], seed: 1), .random([4, 5], seed: 2)]),
      OperatorSample(
        "attention scores", Einsum("bqhd,bkhd->bhqk"),
        [.random([2, 3, 2, 4], seed: 3), .random([2, 5, 2, 4], seed: 4)]),
      OperatorSample("diagonals", Einsum("...ii->...i"), [.random([2, 3, 3], seed: 5)]),
      OperatorSample("sum of rows", Einsum("ij->i"), [.random([2, 3], seed: 6)]),
    ]
  }
}

extension Einsum: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let plan = try? EinsumPlan(equation, inputs.compactMap { $0?.shape }), let y = outputs.first?.shape else {
      return OperatorCost(multiplyAccumulates: 0)
    }
    return OperatorCost(multiplyAccumulates: y.count, plan.terms)
  }
}

/// A 64-bit integer whose sums and products keep the low bits.
private struct Wrapping: Numeric {
  var value: Int64
  init(_ value: Int64) { self.value = value }
  init?<T: BinaryInteger>(exactly source: T) {
    guard let value = Int64(exactly: source) else { return nil }
    self.value = value
  }
  init(integerLiteral value: Int64) { self.value = value }
  var magnitude: UInt64 { value.magnitude }
  static func + (a: Wrapping, b: Wrapping) -> Wrapping { Wrapping(a.value &+ b.value) }
  static func - (a: Wrapping, b: Wrapping) -> Wrapping { Wrapping(a.value &- b.value) }
  static func * (a: Wrapping, b: Wrapping) -> Wrapping { Wrapping(a.value &* b.value) }
  static func *= (a: inout Wrapping, b: Wrapping) { a = a * b }
}

extension Tensor {
  fileprivate var integersWrapping: [Wrapping] {
    guard case .integers(let x) = numbers else { return [] }
    return x.map { Wrapping(Int64(truncatingIfNeeded: $0)) }
  }
}

extension Einsum: Decomposable {
  /// Two operands whose letters each occur once: a product of matrices in batches, with the axes in the right order.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    let ids = inputs.compactMap { $0 }
    let plan: EinsumPlan
    do { plan = try EinsumPlan(equation, ids.map { graph.type(of: $0).shape }) } catch {
      throw .typeInference(node: "", operatorName: Self.name, cause: error)
    }
    guard ids.count == 2, graph.type(of: ids[0]).element == .float32,
      zip(ids, plan.operands).allSatisfy({ id, letters in
        Set(letters).count == letters.count
          && zip(graph.type(of: id).shape.dimensions, letters).allSatisfy { plan.extents[$1] == $0 }
      })
    else { throw .malformed("\(equation) is no product of matrices") }
    let (a, b) = (plan.operands[0], plan.operands[1])
    let batch = plan.output.filter { a.contains($0) && b.contains($0) }
    let (rows, columns) = (plan.output.filter { !b.contains($0) }, plan.output.filter { !a.contains($0) })
    let depth = plan.summed.filter { a.contains($0) && b.contains($0) }
    func count(_ letters: [Character]) -> Int { letters.reduce(1) { $0 * (plan.extents[$1] ?? 1) } }
    /// Sums what only this operand has, and puts its letters into `order`, as matrices.
    func matrices(
      _ id: ValueID, _ letters: [Character], _ order: [Character], _ shape: [Int], _ graph: inout Graph
    ) throws(GraphError) -> ValueID {
      let alone = letters.indices.filter { !order.contains(letters[$0]) }
      let left = letters.filter(order.contains)
      let sum = alone.isEmpty ? id : try graph.apply(ReduceSum(axes: alone, keepsAxes: false), id)
      let moved = try graph.apply(Transpose(order.compactMap { left.firstIndex(of: $0) }), sum)
      return try graph.apply(Reshape(shape), moved)
    }
    let left = try matrices(ids[0], a, batch + rows + depth, [count(batch), count(rows), count(depth)], &graph)
    let right = try matrices(ids[1], b, batch + depth + columns, [count(batch), count(depth), count(columns)], &graph)
    let made = batch + rows + columns
    let product = try graph.apply(Reshape(made.map { plan.extents[$0] ?? 1 }), graph.apply(MatMul(), left, right))
    return [try graph.apply(Transpose(plan.output.compactMap { made.firstIndex(of: $0) }), product)]
  }
}

extension Einsum: ONNXConvertible {
  package static let onnxNames = ["Einsum"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try context.asStated(Einsum(node.string("equation", default: "")), inputs: context.inputCount, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Einsum", node, ["equation": .string(equation)])
  }
}
