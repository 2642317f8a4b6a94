package import Graphs
package import Tensors

extension TFLiteWriting {
  /// The name of the weights of a layer, its input 1, seen with another shape of the same elements.
  ///
  /// Codes on activations of reals stand behind a DEQUANTIZE, unless the layer is a hybrid that stays one.
  /// - Parameter shape: axes of one element in front of those the weights have; `nil` for the shape as it is.
  package mutating func layerWeights(_ node: Node, as shape: Shape? = nil) -> String {
    guard let x = node.inputs[0], let w = node.inputs[1] else { return "" }
    let source = index.producer(of: w).flatMap { $0.op is DequantizeLinear ? $0.inputs[0] : nil }
    guard let known = graph.constant(w) ?? graph.constant(source) else {
      return shape.map { reshaped(w, to: $0) } ?? name(w)
    }
    let isReal = graph.constant(w) != nil || isHybrid(x, known)
    guard let shape else { return name(isReal ? source ?? w : w) }
    let base = graph[source ?? w].name
    let seen = known.withAxesInFront(shape)
    return isReal ? constant(seen, name: base) : writeDequantized(seen, name: base)
  }

  /// True for symmetric int8 weights on activations that were never codes, in a graph whose file had such layers.
  private func isHybrid(_ x: ValueID, _ weights: Tensor) -> Bool {
    keepsHybrids && weights.element == .int8 && type(of: x).element == .float32
      && !(index.producer(of: x)?.op is DequantizeLinear)
      && weights.type.quantization?.zeroPoints.allSatisfy { $0 == 0 } == true
  }

  private mutating func reshaped(_ id: ValueID, to shape: Shape) -> String {
    let output = between(TensorType(type(of: id).element, shape), graph[id].name + "_image")
    let extents = shape.dimensions
    append("RESHAPE", [name(id), integers(extents, name: "shape")], [output], ["new_shape": .ints(extents)])
    return output
  }

  /// Writes constant codes behind a DEQUANTIZE and returns the name of the reals.
  private mutating func writeDequantized(_ codes: Tensor, name: String) -> String {
    let reals = between(.float32(codes.shape), name + "_reals")
    append("DEQUANTIZE", [constant(codes, name: name)], [reals])
    return reals
  }
}

extension Tensor {
  /// The same elements with axes of one element in front; a scale per axis moves with its axis.
  fileprivate func withAxesInFront(_ shape: Shape) -> Tensor {
    let more = shape.rank - self.shape.rank
    let quantization = type.quantization.map { q in
      q.axis.map { QuantizationParameters(scales: q.scales, zeroPoints: q.zeroPoints, axis: $0 + more) } ?? q
    }
    return retyped(TensorType(element, shape, quantization: quantization))
  }
}
