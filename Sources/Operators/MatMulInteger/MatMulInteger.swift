package import Graphs
import Kernels
package import Tensors

/// Matrix product of codes, exact in int32: `y = Σ (a − aZero)·(b − bZero)`, wrapping at 32 bits.
///
/// - Inputs: `a […,M,K]` and `b [K,N]` uint8 or int8, optional `aZero` (one, of the type of `a`), optional `bZero` (one, or
///   one for each column, of the type of `b`). Output: int32 `[…,M,N]`.
/// - Source: ONNX MatMulInteger-10 with a matrix on the right.
package struct MatMulInteger: Operator {
  package init() {}

  package static let parameterInputs = [1]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...4)
    let (a, b) = (try codes(inputs, 0), try codes(inputs, 1))
    guard a.shape.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: a.shape.rank) }
    guard b.shape.rank == 2 else { throw .rank(input: 1, expected: "2", found: b.shape.rank) }
    guard a.shape.channels == b.shape[0] else { throw .shape("\(a.shape) and \(b.shape) do not multiply") }
    for (index, source) in [(2, a), (3, b)] where index < inputs.count && inputs[index] != nil {
      let zero = try codes(inputs, index)
      guard zero.element == source.element, zero.shape.count == 1 || (index == 3 && zero.shape.count == b.shape[1])
      else { throw .shape("the zero point \(zero) does not fit \(source)") }
    }
    return [TensorType(.int32, Shape(a.shape.dimensions.dropLast() + [b.shape[1]]))]
  }

  private func codes(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> TensorType {
    let type = try TypeChecks.present(inputs, index)
    guard type.element == .uint8 || type.element == .int8, type.quantization == nil else {
      throw .elementType(input: index, expected: "plain uint8 or int8", found: "\(type)")
    }
    return type
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (a, b) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (depth, columns) = (b.shape[0], b.shape[1])
    let (x, w) = (a.codes, b.codes)
    let aZero = inputs.count > 2 ? inputs[2]?.codes[0] ?? 0 : 0
    let bZeros = (inputs.count > 3 ? inputs[3]?.codes : nil) ?? [0]
    let y = (0..<type.shape.count).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let zero = bZeros[bZeros.count == 1 ? 0 : column]
      return (0..<depth).reduce(Int32(0)) { sum, k in
        sum &+ (x[row * depth + k] - aZero) &* (w[k * columns + column] - zero)
      }
    }
    return [try Tensor(y, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    let a = Tensor((0..<39).map { UInt8($0 * 83 % 256) }).retyped(TensorType(.uint8, [3, 13]))
    let b = Tensor((0..<91).map { Int8(truncatingIfNeeded: $0 * 57 % 255 - 127) }).retyped(TensorType(.int8, [13, 7]))
    let zero = Tensor([UInt8(131)]).retyped(TensorType(.uint8, .scalar))
    return [
      OperatorSample("zero point of a", MatMulInteger(), [a, b, zero]),
      OperatorSample("plain", MatMulInteger(), [a, b]),
      OperatorSample("two zero points", MatMulInteger(), [a, b, zero, Tensor((0..<7).map { Int8($0) })]),
    ]
  }
}

extension Tensor {
  /// The elements of an 8-bit tensor as they are stored.
  package var codes: [Int32] {
    element == .int8 ? elements(as: Int8.self).map(Int32.init) : withBytes { $0.map(Int32.init) }
  }
}

extension MatMulInteger: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are made of codes"
}

extension MatMulInteger: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let a = inputs[0]?.shape, let y = outputs.first?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: y.count, a.channels)
  }
}

extension MatMulInteger: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let a = request.input(0), a.element == .uint8, let b = request.constant(1),
      let weights = MatMulInteger.weights(b, zeros: request.constant(3)),
      request.input(3) == nil || request.constant(3) != nil
    else { return nil }
    let hasZero = request.input(2) != nil
    return KernelCall.integerGemm(
      rows: a.shape.count / a.shape.channels, columns: b.shape[1], depth: b.shape[0], weights: weights,
      hasZeroPoint: hasZero, instructionSet: request.instructionSet
    ).map { KernelBinding($0, operands: hasZero ? [.input(0), .input(2)] : [.input(0)]) }
  }

  /// Codes `[K, N]` minus their zero points as int8 `[N, K]`; `nil` where one does not fit.
  static func weights(_ b: Tensor, zeros: Tensor?) -> Tensor? {
    let (depth, columns) = (b.shape[0], b.shape[1])
    let (stored, zeros) = (b.codes, zeros?.codes ?? [0])
    var codes: [Int8] = []
    codes.reserveCapacity(stored.count)
    for n in 0..<columns {
      let zero = zeros[zeros.count == 1 ? 0 : n]
      for k in 0..<depth {
        guard let code = Int8(exactly: stored[k * columns + n] - zero) else { return nil }
        codes.append(code)
      }
    }
    return try? Tensor(codes, shape: [columns, depth])
  }
}

extension MatMulInteger: ONNXConvertible {
  package static let onnxNames = ["MatMulInteger"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var inputs = [try context.input(0, of: node), try context.input(1, of: node)] as [ValueID?]
    for index in 2..<4 { inputs.append(try context.optionalInput(index, of: node)) }
    while inputs.count > 2, inputs[inputs.count - 1] == nil { inputs.removeLast() }
    return try context.append(MatMulInteger(), inputs, name: node.name).map { .asStated($0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.map { id in id.map { context.asGiven($0) } ?? "" }
    context.append("MatMulInteger", named: node.name, inputs, [context.define(node.outputs[0])])
  }
}
