package import Graphs
package import Tensors

/// Every group of neighbouring channels of every sample to mean 0 and variance 1, then scaled and shifted per channel:
/// `y = (x − mean)/√(variance + ε)·scale + bias`.
///
/// - Inputs: `x [N,…,C]`, `scale [C]`, `bias [C]`. Output: like `x`.
/// - Source: ONNX GroupNormalization-21 (there channels are axis 1); Wu & He 2018 (arXiv 1803.08494).
package struct GroupNormalization: Operator {
  /// Divides the number of channels.
  package let groups: Int
  /// Added to the variance.
  package let epsilon: Float

  package init(groups: Int, epsilon: Float = 1e-5) {
    self.groups = groups
    self.epsilon = epsilon
  }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try TypeChecks.element(inputs, 0, .reals)
    guard x.shape.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: x.shape.rank) }
    let channels = x.shape.channels
    guard groups > 0, channels % groups == 0 else {
      throw .attribute(name: "num_groups", problem: "\(groups) of \(channels) channels")
    }
    for index in 1...2 {
      let vector = try TypeChecks.element(inputs, index, like: x).shape
      guard vector == [channels] else { throw .shape("input \(index) is \(vector), needs \(channels)") }
    }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let (scale, bias) = (try inputs.tensor(1).numbers.reals, try inputs.tensor(2).numbers.reals)
    let (channels, sample) = (x.shape.channels, x.shape.strides[0])
    let normal = Standardization.reals(x.numbers.reals, sets: x.shape[0] * groups, epsilon: epsilon) {
      $0 / sample * groups + $0 % channels / (channels / groups)
    }
    let y = normal.enumerated().map { $1 * scale[$0 % channels] + bias[$0 % channels] }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image", GroupNormalization(groups: 2),
        [.random([2, 3, 4, 6], seed: 1), .random([6], from: 0.5, to: 2, seed: 2), .random([6], seed: 3)]),
      OperatorSample(
        "matrix", GroupNormalization(groups: 3, epsilon: 0.01),
        [.random([2, 12], seed: 4), .random([12], from: 0.5, to: 2, seed: 5), .random([12], seed: 6)]),
    ]
  }
}

extension GroupNormalization: Decomposable {
  /// Positions and channels of a group apart, as axes 1 and 3 of four.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let shape = graph.type(of: x).shape
    let parted = [shape[0], -1, groups, shape.channels / max(groups, 1)]
    let normal = try graph.standardized(try graph.apply(Reshape(parted), x), axes: [1, 3], epsilon: epsilon)
    let joined = try graph.apply(Reshape(shape.dimensions), normal)
    return [try graph.apply(Add(), try graph.apply(Multiply(), joined, inputs[1]), inputs[2])]
  }
}

extension GroupNormalization: ONNXConvertible {
  package static let onnxNames = ["GroupNormalization"]
  package static var onnxVersion: Int { 21 }

  /// Before version 21 scale and bias count groups.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = GroupNormalization(
      groups: node.int("num_groups", default: 1), epsilon: node.float("epsilon", default: 1e-5))
    var vectors = [try context.input(1, of: node), try context.input(2, of: node)]
    let shape = try context.inputType(0, of: node).shape
    if node.version < 21, shape.rank > 1, shape[1] <= Window.largest, op.groups > 0 {
      let groups = context.graph.constant(Tensor((0..<shape[1]).map { Int64($0 / max(1, shape[1] / op.groups)) }))
      for index in vectors.indices { vectors[index] = try context.apply(Gather(), vectors[index], groups) }
    }
    return [
      try context.channelwise(node) { x, context throws(ForeignError) in
        try context.append(op, [x] + vectors, name: node.name)[0]
      }
    ]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let vectors = node.inputs.dropFirst().compactMap { $0 }.map { context.asGiven($0) }
    context.appendChannelwise(
      "GroupNormalization", node, vectors, ["epsilon": .float(epsilon), "num_groups": .int(groups)])
  }
}
