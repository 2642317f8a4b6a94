package import Graphs
import Kernels
package import Tensors

/// A fully-connected layer on codes whose scale is known only when it runs:
/// `y = float(Σ (q − zero)·w)·(scale·scales) + bias`, sums exact in int32.
///
/// Made by ``DynamicProductFusion`` of what a file states as MatMulInteger, Cast, Mul and Add.
/// - Inputs: `q […,K]` uint8, `scale` float32 and `zero` uint8 scalars (see ``DynamicQuantizeLinear``), `w [N,K]` int8,
///   `scales [N]` float32, optional `bias [N]` float32. Output: float32 `[…,N]`.
package struct DynamicGemm: Operator {
  package init() {}

  package static let parameterInputs = [3, 4, 5]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 5...6)
    let expected: [(Int, ElementType, Int?)] = [(0, .uint8, nil), (2, .uint8, 0), (3, .int8, 2)]
    for (index, element, rank) in expected {
      let type = try TypeChecks.present(inputs, index)
      guard type.element == element, type.quantization == nil else {
        throw .elementType(input: index, expected: element.rawValue, found: "\(type)")
      }
      if let rank, type.shape.rank != rank { throw .rank(input: index, expected: "\(rank)", found: type.shape.rank) }
    }
    _ = try TypeChecks.float32(inputs, 1, rank: 0)
    let (q, w) = (try TypeChecks.present(inputs, 0).shape, try TypeChecks.present(inputs, 3).shape)
    guard q.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: q.rank) }
    guard q.channels == w[1] else { throw .shape("\(q) and \(w) have no common inner extent") }
    _ = try TypeChecks.present(inputs, 4)
    for index in 4...5 { try TypeChecks.vector(inputs, index, count: w[0]) }
    return [.float32(Shape(q.dimensions.dropLast() + [w[0]]))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (q, w) = (try inputs.tensor(0).codes, try inputs.tensor(3).codes)
    let (zero, scale) = (try inputs.tensor(2).codes[0], try inputs.tensor(1).floats[0])
    let (scales, bias) = (try inputs.tensor(4).floats, inputs.floats(5))
    let (columns, depth) = (scales.count, try inputs.tensor(3).shape[1])
    let y = (0..<type.shape.count).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let sum = (0..<depth).reduce(Int32(0)) { $0 &+ (q[row * depth + $1] - zero) &* w[column * depth + $1] }
      let real = Float(sum) * (scale * scales[column])
      return real + (bias?[column] ?? 0)
    }
    return [try Tensor(y, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ shape: Shape, _ columns: Int, bias: Bool) -> OperatorSample {
      let depth = shape.channels
      let q = (0..<shape.count).map { UInt8($0 * 83 % 256) }
      let w = (0..<depth * columns).map { Int8(truncatingIfNeeded: $0 * 57 % 255 - 127) }
      return OperatorSample(
        title, DynamicGemm(),
        [
          Tensor(q).retyped(TensorType(.uint8, shape)), Tensor([Float(0.02)]).retyped(.float32(.scalar)),
          Tensor([UInt8(117)]).retyped(TensorType(.uint8, .scalar)),
          Tensor(w).retyped(TensorType(.int8, [columns, depth])),
          .random([columns], from: 0.001, to: 0.01, seed: 1), bias ? .random([columns], seed: 2) : nil,
        ])
    }
    return [
      sample("rows", [5, 39], 19, bias: true), sample("one row", [1, 130], 70, bias: false),
      sample("rows of rows", [2, 17, 64], 33, bias: true),
    ]
  }
}

extension DynamicGemm: NonDifferentiable {
  package static let reasonWithoutGradient = "its input is made of codes"
}

extension DynamicGemm: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let q = inputs[0]?.shape, let y = outputs.first?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: y.count, q.channels)
  }
}

extension DynamicGemm: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.output == nil, request.epilogue.lookup == nil, let q = request.input(0)?.shape,
      let weights = request.constant(3), let scales = request.constant(4),
      request.input(5) == nil || request.constant(5) != nil, request.residual?.quantization == nil
    else { return nil }
    return KernelCall.dynamicGemm(
      rows: q.count / q.channels, columns: weights.shape[0], depth: weights.shape[1], weights: weights,
      scales: scales.floats, bias: request.constant(5)?.floats, residual: request.residual != nil,
      clamp: request.epilogue.clamp, finish: request.finish, instructionSet: request.instructionSet
    ).map {
      KernelBinding(
        $0, operands: [.input(0), .input(1), .input(2)] + (request.residual == nil ? [] : [.residual]),
        inPlace: request.residual == nil ? nil : .residual)
    }
  }
}
