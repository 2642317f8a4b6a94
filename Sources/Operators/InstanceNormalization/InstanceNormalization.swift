package import Graphs
package import Tensors

/// Every channel of every sample to mean 0 and variance 1, then scaled and shifted per channel:
/// `y = (x − mean)/√(variance + ε)·scale + bias`.
///
/// - Inputs: `x [N,…,C]`, `scale [C]`, `bias [C]` of one type. Output: like `x`.
/// - Source: ONNX InstanceNormalization-22 (there channels are axis 1); Ulyanov et al. 2016 (arXiv 1607.08022).
package struct InstanceNormalization: Operator {
  /// Added to the variance.
  package let epsilon: Float

  package init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try GroupNormalization(groups: 1, epsilon: epsilon).outputTypes(for: inputs)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let channels = try inputs.tensor(0).shape.channels
    return try GroupNormalization(groups: max(channels, 1), epsilon: epsilon).reference(inputs)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image", InstanceNormalization(),
        [.random([2, 3, 4, 5], seed: 1), .random([5], from: 0.5, to: 2, seed: 2), .random([5], seed: 3)]),
      OperatorSample(
        "sequence", InstanceNormalization(epsilon: 0.01),
        [.random([2, 7, 3], seed: 4), .random([3], from: 0.5, to: 2, seed: 5), .random([3], seed: 6)]),
    ]
  }
}

extension InstanceNormalization: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let axes = Array(1..<max(graph.type(of: x).shape.rank - 1, 1))
    guard !axes.isEmpty else { throw .malformed("\(Self.name) of a matrix has one element a channel") }
    let normal = try graph.standardized(x, axes: axes, epsilon: epsilon)
    return [try graph.apply(Add(), try graph.apply(Multiply(), normal, inputs[1]), inputs[2])]
  }
}

extension InstanceNormalization: ONNXConvertible {
  package static let onnxNames = ["InstanceNormalization"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = InstanceNormalization(epsilon: node.float("epsilon", default: 1e-5))
    let (scale, bias) = (try context.input(1, of: node), try context.input(2, of: node))
    return [
      try context.channelwise(node) { x, context throws(ForeignError) in
        try context.apply(op, x, scale, bias, name: node.name)
      }
    ]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let vectors = node.inputs.dropFirst().compactMap { $0 }.map { context.asGiven($0) }
    context.appendChannelwise("InstanceNormalization", node, vectors, ["epsilon": .float(epsilon)])
  }
}
