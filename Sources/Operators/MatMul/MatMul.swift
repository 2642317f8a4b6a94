package import Graphs
import Kernels
package import Tensors

/// Matrix product of the last two axes; the axes before them are batches and broadcast.
///
/// - Inputs: `a […,M,K]`, `b […,K,N]`, both of rank ≥ 2 and of one type of numbers. Output: `[…,M,N]`; integers keep the low
///   bits of their sums.
/// - Source: ONNX MatMul-13, NumPy `matmul` without vectors.
package struct MatMul: Operator {
  package init() {}

  package static let parameterInputs = [1]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let type = try TypeChecks.element(inputs, 0, .numbers)
    let (a, b) = (type.shape, try TypeChecks.element(inputs, 1, like: type).shape)
    for (index, shape) in [a, b].enumerated() where shape.rank < 2 {
      throw .rank(input: index, expected: "2 or more", found: shape.rank)
    }
    guard a[a.rank - 1] == b[b.rank - 2], let batch = MatMul.batch(a).broadcast(with: MatMul.batch(b)) else {
      throw .shape("\(a) and \(b) do not multiply")
    }
    return [TensorType(type.element, Shape(batch.dimensions + [a[a.rank - 2], b[b.rank - 1]]))]
  }

  private static func batch(_ shape: Shape) -> Shape { Shape(Array(shape.dimensions.dropLast(2))) }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (a, b) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (rows, columns, depth) = (type.shape[type.shape.rank - 2], type.shape.channels, a.shape.channels)
    let batch = MatMul.batch(type.shape)
    let first = Broadcasting.offsets(of: MatMul.batch(a.shape), in: batch)
    let second = Broadcasting.offsets(of: MatMul.batch(b.shape), in: batch)
    func products<Scalar: Numeric>(_ x: [Scalar], _ w: [Scalar], _ wrap: (Scalar) -> Scalar) -> [Scalar] {
      var y: [Scalar] = []
      y.reserveCapacity(type.shape.count)
      for n in 0..<batch.count {
        let (p, q) = (first[n] * rows * depth, second[n] * depth * columns)
        for i in 0..<rows {
          for j in 0..<columns {
            var sum: Scalar = 0
            for k in 0..<depth { sum = wrap(sum + x[p + i * depth + k] * w[q + k * columns + j]) }
            y.append(sum)
          }
        }
      }
      return y
    }
    if type.element == .float32 { return [try Tensor(products(a.floats, b.floats) { $0 }, shape: type.shape)] }
    let made: Numbers =
      switch (a.numbers, b.numbers) {
      // The low bits hang on the low 64 bits only, whose products and sums as signed numbers fit in 128.
      case (.integers(let x), .integers(let w)):
        .integers(products(x.map(ElementType.int64.wrapped), w.map(ElementType.int64.wrapped), type.element.wrapped))
      case (let x, let w): .reals(products(x.reals, w.reals) { $0 })
      }
    return [try Tensor(made, as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("matrices", MatMul(), [.random([5, 7], seed: 1), .random([7, 9], seed: 2)]),
      OperatorSample("batches", MatMul(), [.random([2, 3, 5, 7], seed: 3), .random([2, 3, 7, 4], seed: 4)]),
      OperatorSample("shared right side", MatMul(), [.random([3, 5, 7], seed: 5), .random([7, 4], seed: 6)]),
      OperatorSample("broadcast batches", MatMul(), [.random([2, 1, 3, 4], seed: 7), .random([3, 4, 2], seed: 8)]),
    ]
  }
}

extension MatMul: Differentiable {
  /// `da = dy·bᵀ`, `db = aᵀ·dy`, each summed over the batches it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    var results: [ValueID?] = [nil, nil]
    if wanted[0] {
      let product = try graph.apply(MatMul(), dy, try graph.matrixTransposed(b))
      results[0] = try Broadcasting.reduce(product, to: graph.type(of: a).shape, in: &graph)
    }
    if wanted[1] {
      let product = try graph.apply(MatMul(), try graph.matrixTransposed(a), dy)
      results[1] = try Broadcasting.reduce(product, to: graph.type(of: b).shape, in: &graph)
    }
    return results
  }
}

extension Graph {
  fileprivate mutating func matrixTransposed(_ id: ValueID) throws(GraphError) -> ValueID {
    var axes = Array(0..<type(of: id).shape.rank)
    axes.swapAt(axes.count - 1, axes.count - 2)
    return try apply(Transpose(axes), id)
  }
}

extension MatMul: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let a = inputs[0]?.shape, let y = outputs.first?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: y.count, a.channels)
  }
}

extension MatMul: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let a = request.input(0)?.shape, let b = request.input(1)?.shape
    else { return nil }
    let (rows, columns, depth) = (a[a.rank - 2], b.channels, a.channels)
    let (outerA, outerB) = (MatMul.batch(a), MatMul.batch(b))
    if outerB.count == 1 {
      let operands = WeightOperands(request)
      let call = KernelCall.gemm(
        rows: outerA.count * rows, columns: columns, depth: depth, transposeA: false, transposeB: false,
        b: operands.weights, bias: nil, clamp: nil, residual: false, zeros: request.zeros,
        instructionSet: request.instructionSet)
      return call.map { KernelBinding($0, operands: operands.buffers) }
    }
    guard outerA.count == 1 || outerA.dimensions == outerB.dimensions else { return nil }
    let call = KernelCall.batchedGemm(
      batch: outerB.count, rows: rows, columns: columns, depth: depth,
      strideA: outerA.count == 1 ? 0 : rows * depth, strideB: depth * columns, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}

extension MatMul: ONNXConvertible {
  package static let onnxNames = ["MatMul"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var (a, b) = (try context.input(0, of: node), try context.input(1, of: node))
    let (left, right) = (context.graph.type(of: a).shape, context.graph.type(of: b).shape)
    guard left.rank == 1 || right.rank == 1 else {
      return [.asStated(try context.apply(MatMul(), a, b, name: node.name))]
    }
    // A vector is a row on the left and a column on the right; that axis goes again.
    if left.rank == 1 { a = try context.apply(Reshape([1, -1]), a) }
    if right.rank == 1 { b = try context.apply(Reshape([-1, 1]), b) }
    let product = try context.apply(MatMul(), a, b)
    var extents = context.graph.type(of: product).shape.dimensions
    if right.rank == 1 { extents.removeLast() }
    if left.rank == 1 { extents.remove(at: extents.count - (right.rank == 1 ? 1 : 2)) }
    return [.asStated(try context.apply(Reshape(extents), product, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    context.append("MatMul", named: node.name, inputs, [context.define(node.outputs[0])])
  }
}
