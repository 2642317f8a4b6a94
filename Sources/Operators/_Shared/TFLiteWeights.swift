package import Graphs
package import Tensors

extension TFLiteReading {
  /// The weights of a layer, input 1: codes as int8.
  package mutating func layerWeights(of node: ForeignNode) throws(ForeignError) -> ValueID {
    if let known = try layerWeights(of: node, rearranged: { $0 }) { return known }
    return try input(1, of: node)
  }

  /// Known weights rearranged by `move`; `nil` when they are not known.
  package mutating func layerWeights(
    of node: ForeignNode, rearranged move: (Tensor) -> Tensor?
  ) throws(ForeignError) -> ValueID? {
    try weights(1, of: node) { move($0.signedCodes) }
  }

  /// The bias of a layer, input 2: integers are at the scale of the accumulator, whatever the file rounded it to.
  /// - Parameter weights: as ``layerWeights(of:rearranged:)`` gave them.
  package mutating func layerBias(of node: ForeignNode, weights: ValueID) throws(ForeignError) -> ValueID? {
    guard isPresent(2) else { return nil }
    let x = type(of: try stored(0, of: node)).quantization
    let w = producer(of: weights)?.inputs.first.flatMap { $0 }.flatMap { type(of: $0).quantization }
    let exact = try self.weights(2, of: node) { bias in
      guard bias.element == .int32, let x, let w, x.isPerTensor, bias.shape.rank == 1 else { return nil }
      let scales = w.scales.map { x.scale * $0 }
      guard w.isPerTensor || scales.count == bias.count, scales.allSatisfy({ $0.isFinite && $0 > 0 }) else {
        return nil
      }
      let parameters =
        w.isPerTensor ? QuantizationParameters(scale: scales[0]) : QuantizationParameters(symmetric: scales, axis: 0)
      return bias.retyped(TensorType(.int32, bias.shape, quantization: parameters))
    }
    if let exact { return exact }
    return try input(2, of: node)
  }
}

extension Tensor {
  /// uint8 codes as int8 codes of a zero point 128 lower, which stand for the same reals; anything else unchanged.
  package var signedCodes: Tensor {
    guard element == .uint8, let stated = type.quantization else { return self }
    let zeros = stated.zeroPoints.map { $0 - 128 }
    let parameters =
      stated.axis.map { QuantizationParameters(scales: stated.scales, zeroPoints: zeros, axis: $0) }
      ?? QuantizationParameters(scale: stated.scale, zeroPoint: zeros.first ?? 0)
    return remade(as: TensorType(.int8, shape, quantization: parameters)) { source, target in
      for index in target.indices { target[index] = source[index] ^ 0x80 }
    }
  }
}
