package import Graphs
package import Tensors

/// Transposed convolution: every input element sets a copy of the kernel, weighted by it, into the output.
///
/// `y[n, o, i·s + u·d − p …] += x[n,c,i…] · w[c,o,u…]`, and `b[o]` is added everywhere.
/// - Inputs: `x [N,C,D…]`, `w [C,O/groups,K…]`, optional `b [O]`, all of one type of reals; axes as ONNX states them.
/// - Output: `[N,O,…]` with extents `s·(in − 1) + d·(k − 1) + 1 − before − after + outputPadding`.
/// - Source: ONNX ConvTranspose-11; Dumoulin & Visin 2016, section 4.
package struct ConvTranspose: Operator {
  package let window: VolumeWindow
  package let groups: Int
  /// Positions that the output has behind what the kernels reach or the padding cuts off.
  package let outputPadding: [Int]

  package init(_ window: VolumeWindow, groups: Int = 1, outputPadding: [Int]? = nil) {
    self.window = window
    self.groups = groups
    self.outputPadding = outputPadding ?? window.kernel.map { _ in 0 }
  }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let w = try TypeChecks.element(inputs, 1, like: x).shape
    guard x.shape.rank >= 3, w.rank == x.shape.rank, Array(w.dimensions[2...]) == window.kernel,
      groups >= 1, w[0] == x.shape[1], w[0] % groups == 0
    else { throw .shape("weights \(w) for \(x) in \(groups) groups") }
    let source = Array(x.shape.dimensions[2...])
    try window.check(rank: source.count)
    guard outputPadding.count == source.count, outputPadding.allSatisfy({ (0...Window.largest).contains($0) }) else {
      throw .attribute(name: "output_padding", problem: "\(outputPadding)")
    }
    let outputs = w[1] &* groups
    if inputs.count > 2, inputs[2] != nil {
      let b = try TypeChecks.element(inputs, 2, like: x).shape
      guard b == [outputs] else { throw .shape("bias \(b) for \(outputs) channels") }
    }
    var extents: [Int] = []
    for axis in source.indices {
      let span = window.stride[axis] * (source[axis] - 1) + window.reach(axis) + outputPadding[axis]
      let extent = span - window.before[axis] - window.after[axis]
      guard source[axis] > 0, extent >= 0 else { throw .attribute(name: "pads", problem: "nothing is left of \(span)") }
      extents.append(extent)
    }
    return [TensorType(x.element, Shape([x.shape[0], outputs] + extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (a, b) = (x.numbers.reals, w.numbers.reals)
    let bias = inputs.count > 2 ? inputs[2]?.numbers.reals : nil
    let (channels, outputs, perGroup) = (x.shape[1], type.shape[1], w.shape[1])
    let taps = window.kernel.reduce(1, *)
    let (source, target) = (Array(x.shape.dimensions[2...]), Array(type.shape.dimensions[2...]))
    let (size, made) = (source.reduce(1, *), target.reduce(1, *))
    var y = [Double](repeating: 0, count: type.shape.count)
    for i in y.indices { y[i] = bias?[i / made % outputs] ?? 0 }
    window.forEach(input: target, output: source) { position, tap, place in
      for n in 0..<x.shape[0] {
        for c in 0..<channels {
          let value = a[(n * channels + c) * size + position]
          let first = c / (channels / groups) * perGroup
          for o in 0..<perGroup {
            y[(n * outputs + first + o) * made + place] += value * b[(c * perGroup + o) * taps + tap]
          }
        }
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, _ w: Shape, _ op: ConvTranspose, bias: Bool = true) -> OperatorSample {
      let outputs = w[1] * op.groups
      return OperatorSample(
        title, op, [.random(x, seed: 1), .random(w, seed: 2), bias ? .random([outputs], seed: 3) : nil])
    }
    return [
      sample("image", [2, 3, 4, 5], [3, 2, 3, 3], ConvTranspose(VolumeWindow(kernel: [3, 3]))),
      sample(
        "stride 2, padded, longer at the end", [1, 4, 3, 3], [4, 3, 3, 3],
        ConvTranspose(
          VolumeWindow(kernel: [3, 3], stride: [2, 2], before: [1, 1], after: [1, 1]), outputPadding: [1, 0])),
      sample(
        "sequence, two groups", [1, 4, 5], [4, 3, 2],
        ConvTranspose(VolumeWindow(kernel: [2], dilation: [2]), groups: 2), bias: false),
    ]
  }
}

extension ConvTranspose: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let x = inputs[0]?.shape, let w = inputs[1]?.shape, w[0] > 0 else {
      return OperatorCost(multiplyAccumulates: 0)
    }
    return OperatorCost(multiplyAccumulates: x.count, w.count / w[0])
  }
}

extension ConvTranspose: Decomposable {
  /// Sequences are images of one row. With groups or dilation it is what a convolution sends back to its image when it is
  /// trained.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let w = inputs[1], graph.type(of: x).element == .float32, window.kernel.count <= 2,
      (window.before + window.after).allSatisfy({ $0 >= 0 }), zip(outputPadding, window.stride).allSatisfy({ $0 < $1 })
    else { throw .malformed("no convolution of images has this transposed one") }
    let bias = inputs.count > 2 ? inputs[2] : nil
    let shape = try graph.inferredTypes(self, inputs, epilogue: Epilogue(), nodeName: Self.name)[0].shape
    let isRow = window.kernel.count == 1
    func pair(_ list: [Int], _ front: Int) -> Pair { isRow ? Pair(front, list[0]) : Pair(list[0], list[1]) }
    func image(_ shape: Shape) -> [Int] { isRow ? [shape[0], shape[1], 1, shape[2]] : shape.dimensions }
    func turned(_ id: ValueID, _ order: [Int], _ graph: inout Graph) throws(GraphError) -> ValueID {
      let planes = isRow ? try graph.apply(Reshape(image(graph.type(of: id).shape)), id) : id
      return try graph.apply(Transpose(order), planes)
    }
    let (low, high) = (pair(window.before, 0), pair(window.after, 0))
    let (target, rows) = (image(shape), try turned(x, ImageLayout.toChannelsLast, &graph))
    let made: ValueID
    if groups == 1, window.dilation.allSatisfy({ $0 == 1 }) {
      let op = ImageConvTranspose(stride: pair(window.stride, 1), cut: low, size: Pair(target[2], target[3]))
      made = try graph.apply(op, rows, turned(w, [1, 2, 3, 0], &graph), bias)
    } else {
      let convolution = Conv(
        Window(
          stride: pair(window.stride, 1), dilation: pair(window.dilation, 1),
          padding: Padding(top: low.height, left: low.width, bottom: high.height, right: high.width)),
        groups: groups)
      let gradient = ConvInputGradient(convolution, inputShape: [target[0], target[2], target[3], target[1]])
      let sum = try graph.apply(gradient, rows, turned(w, ImageLayout.toChannelsLast, &graph))
      made = try bias.map { bias throws(GraphError) in try graph.apply(Add(), sum, bias) } ?? sum
    }
    let planes = try graph.apply(Transpose(ImageLayout.toChannelsFirst), made)
    return [isRow ? try graph.apply(Reshape(shape.dimensions), planes) : planes]
  }
}
