package import Graphs
import Kernels
package import Tensors

/// A product with weights of four bits: `y = x·Wᵀ + bias`, `w[n][k] = scales[n][b]·(code[n][k] − zero[n][b])` with
/// `b = k / blockSize`. Without zero points they are 8.
///
/// The activations are taken as int8 codes, 32 of them with one scale, as the file allows (`accuracy_level` 4):
/// `s = largest magnitude / 127`, `code = roundToNearestEven(x·(127 / largest))`. A sum is
/// `Σb (s[b]·scales[n][b])·Σk code·(w code − zero)`, the inner one exact, the outer one in float32 with every step rounded.
/// - Inputs: `x […,K]`; codes uint8 `[N, blocks, blockSize/2]`, the first of two in the lower half; scales float32 with
///   `N·blocks` elements; optional zero points uint8 `[N, ceil(blocks/2)]`, packed likewise; optional bias `[N]`.
/// - Output: `[…,N]`.
/// - Source: com.microsoft MatMulNBits-1 of ONNX Runtime, with `bits` 4.
package struct MatMulNBits: Operator {
  package let columns: Int
  package let depth: Int
  /// Values of k with one scale: 32, 64, 128, …
  package let blockSize: Int

  package init(columns: Int, depth: Int, blockSize: Int) {
    self.columns = columns
    self.depth = depth
    self.blockSize = blockSize
  }

  private var blocks: Int { (depth - 1) / blockSize + 1 }

  package static let parameterInputs = [1]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...5)
    let x = try TypeChecks.float32(inputs, 0)
    guard (1...1 << 24).contains(columns), (1...1 << 24).contains(depth) else {
      throw .attribute(name: "K, N", problem: "\(depth), \(columns)")
    }
    guard blockSize % 32 == 0, (32...1 << 16).contains(blockSize) else {
      throw .attribute(name: "block_size", problem: "\(blockSize)")
    }
    let scales = try TypeChecks.float32(inputs, 2)
    guard x.rank >= 1, x.channels == depth else { throw .shape("\(x) has not \(depth) columns") }
    let codes = try MatMulNBits.bytes(inputs, 1)
    guard codes.count == columns * blocks * blockSize / 2 else { throw .shape("\(codes) codes") }
    guard scales.count == columns * blocks else { throw .shape("\(scales) scales") }
    if inputs.count > 3, inputs[3] != nil {
      let zeros = try MatMulNBits.bytes(inputs, 3)
      guard zeros.count == columns * ((blocks + 1) / 2) else { throw .shape("\(zeros) zero points") }
    }
    if inputs.count > 4, inputs[4] != nil {
      let bias = try TypeChecks.float32(inputs, 4)
      guard bias.count == columns else { throw .shape("\(bias) bias") }
    }
    return [.float32(Shape(Array(x.dimensions.dropLast()) + [columns]))]
  }

  private static func bytes(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> Shape {
    let type = try TypeChecks.present(inputs, index)
    guard type.element == .uint8 else {
      throw .elementType(input: index, expected: "uint8", found: type.element.rawValue)
    }
    return type.shape
  }

  /// The weights of known inputs.
  func weights(codes: Tensor, scales: Tensor, zeroPoints: Tensor?) -> Int4Weights? {
    func half(_ bytes: UnsafeBufferPointer<UInt8>, _ row: Int, _ rowBytes: Int, _ index: Int) -> UInt8 {
      let byte = bytes[row * rowBytes + index / 2]
      return index % 2 == 0 ? byte & 15 : byte >> 4
    }
    let rowBytes = blocks * blockSize / 2
    let plain = codes.withElements(as: UInt8.self) { bytes in
      [UInt8](unsafeUninitializedCapacity: columns * depth) { to, count in
        for n in 0..<columns {
          for k in 0..<depth { to.initializeElement(at: n * depth + k, to: half(bytes, n, rowBytes, k)) }
        }
        count = columns * depth
      }
    }
    let zeros = zeroPoints.map { tensor in
      tensor.withElements(as: UInt8.self) { bytes in
        (0..<columns * blocks).map { half(bytes, $0 / blocks, (blocks + 1) / 2, $0 % blocks) }
      }
    }
    return Int4Weights(
      columns: columns, depth: depth, blockSize: blockSize, codes: plain, scales: scales.floats, zeroPoints: zeros)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let zeroPoints = inputs.count > 3 ? inputs[3] : nil
    guard let w = weights(codes: try inputs.tensor(1), scales: try inputs.tensor(2), zeroPoints: zeroPoints) else {
      throw TypeInferenceError.shape("the weights do not fit each other")
    }
    let bias = inputs.count > 4 ? inputs[4]?.floats : nil
    let values = x.floats
    var y = [Float](repeating: 0, count: type.shape.count)
    for row in 0..<(values.count / depth) {
      let blocks = stride(from: 0, to: depth, by: 32).map { start in
        CodedBlock(values[(row * depth + start)..<(row * depth + min(start + 32, depth))])
      }
      for n in 0..<columns {
        var sum: Float = 0
        for (b, block) in blocks.enumerated() {
          let at = n * w.blocks + b * 32 / blockSize
          let zero = Int32(w.zeroPoints?[at] ?? 8)
          let codes = w.codes[(n * depth + b * 32)...]
          let dot = zip(block.codes, codes).reduce(Int32(0)) { $0 + $1.0 * (Int32($1.1) - zero) }
          sum += block.scale * w.scales[at] * Float(dot)
        }
        y[row * columns + n] = bias.map { sum + $0[n] } ?? sum
      }
    }
    return [try Tensor(y, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    func bytes(_ shape: Shape, _ seed: Int) -> Tensor {
      let codes = (0..<shape.count).map { UInt8(truncatingIfNeeded: ($0 + seed) &* 2_654_435_761 >> 7) }
      return Tensor(codes).retyped(TensorType(.uint8, shape))
    }
    return [
      OperatorSample(
        "blocks of 32", MatMulNBits(columns: 21, depth: 70, blockSize: 32),
        [.random([5, 70], seed: 1), bytes([21, 3, 16], 1), .random([63], seed: 2)], tolerance: 0),
      OperatorSample(
        "zero points and bias, blocks of 64", MatMulNBits(columns: 33, depth: 150, blockSize: 64),
        [
          .random([2, 3, 150], seed: 3), bytes([33, 3, 32], 2), .random([33, 3], seed: 4), bytes([33, 2], 3),
          .random([33], seed: 5),
        ], tolerance: 0),
    ]
  }
}

/// Up to 32 activations as codes with one scale.
private struct CodedBlock {
  let codes: [Int32]
  let scale: Float

  init(_ values: ArraySlice<Float>) {
    let size = values.reduce(Float(0)) { max($0, $1.isFinite ? abs($1) : .infinity) }
    guard size.isFinite, size >= 0x1p-100 else {
      codes = values.map { _ in 0 }
      scale = size.isFinite ? 0 : .nan
      return
    }
    let factor = 127 / size
    codes = values.map { Int32(($0 * factor).rounded(.toNearestOrEven)) }
    scale = size / 127
  }
}

extension MatMulNBits: NonDifferentiable {
  package static let reasonWithoutGradient = "its weights are codes"
}

extension MatMulNBits: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    OperatorCost(multiplyAccumulates: outputs.first?.shape.count ?? 0, depth)
  }
}

extension MatMulNBits: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.residual == nil, request.epilogue.function == nil, request.epilogue.output == nil,
      let x = request.input(0), let codes = request.constant(1), let scales = request.constant(2),
      request.input(3) == nil || request.constant(3) != nil,
      let weights = weights(codes: codes, scales: scales, zeroPoints: request.constant(3))
    else { return nil }
    let known = request.constant(4).map { KernelOperand.constant($0) }
    let call = KernelCall.int4Product(
      rows: x.shape.count / depth, weights: weights, bias: known ?? (request.input(4) == nil ? nil : .dynamic),
      clamp: request.epilogue.clamp, instructionSet: request.instructionSet)
    let bias: [KernelBinding.Operand] = known == nil && request.input(4) != nil ? [.input(4)] : []
    return call.map { KernelBinding($0, operands: [.input(0)] + bias) }
  }
}
