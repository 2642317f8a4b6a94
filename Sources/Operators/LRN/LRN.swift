package import Graphs
package import Tensors

/// Local response normalization across channels: `y_c = x_c / (bias + α/size · Σ x_j²)^β` with the sum over the `size`
/// channels around `c`.
///
/// - Input: `x […,C]`. Output: like `x`.
/// - Source: ONNX LRN-13 (there channels are axis 1); Krizhevsky et al. 2012, section 3.3.
package struct LRN: Operator {
  package let size: Int
  package let alpha: Float
  package let beta: Float
  package let bias: Float

  /// - Parameter size: at least 1; of an even one the further channel lies behind.
  package init(size: Int, alpha: Float = 1e-4, beta: Float = 0.75, bias: Float = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.bias = bias
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    guard x.shape.rank > 0 else { throw .rank(input: 0, expected: "1 or more", found: 0) }
    guard size >= 1 else { throw .attribute(name: "size", problem: "\(size) is below 1") }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let (elements, channels) = (x.numbers.reals, x.shape.channels)
    // No more than the channels there are, so that no sum overflows.
    let (before, behind) = (min((size - 1) / 2, channels), min(size / 2, channels))
    let y = elements.indices.map { position in
      let channel = position % channels
      let window = max(channel - before, 0)..<min(channel + behind + 1, channels)
      let sum = window.reduce(0.0) { sum, other in
        let element = elements[position - channel + other]
        return sum + element * element
      }
      return elements[position] / ScalarMath.pow(Double(bias) + Double(alpha) / Double(size) * sum, Double(beta))
    }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("five channels", LRN(size: 5), [.random([2, 3, 3, 9], from: -3, to: 3, seed: 1)]),
      OperatorSample("two", LRN(size: 2, alpha: 0.5, beta: 0.5, bias: 2), [.random([3, 7], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension LRN: NonDifferentiable {
  package static let reasonWithoutGradient = "it is read to run old networks; new ones normalize batches or layers"
}

extension LRN: ONNXConvertible {
  package static let onnxNames = ["LRN"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = LRN(
      size: node.int("size", default: 0), alpha: node.float("alpha", default: 1e-4),
      beta: node.float("beta", default: 0.75), bias: node.float("bias", default: 1))
    return [
      try context.channelwise(node) { x, context throws(ForeignError) in try context.apply(op, x, name: node.name) }
    ]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let attributes: [String: ForeignAttribute] = [
      "size": .int(size), "alpha": .float(alpha), "beta": .float(beta), "bias": .float(bias),
    ]
    context.appendChannelwise("LRN", node, [], attributes)
  }
}
