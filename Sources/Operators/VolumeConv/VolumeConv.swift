package import Graphs
package import Tensors

/// Convolution (cross-correlation) over any number of axes, optionally grouped: videos and volumes.
///
/// `y[n,o,i…] = b[o] + Σ x[n, c, i·s + u·d − p …] · w[o,c,u…]`, taps outside the input count 0.
/// - Inputs: `x [N,C,D…]`, `w [O,C/groups,K…]`, optional `b [O]`, all of one type of reals; axes as ONNX states them.
/// - Output: `[N,O,…]`.
/// - Source: ONNX Conv-11 for other ranks than that of images and other elements than float32.
package struct VolumeConv: Operator {
  package let window: VolumeWindow
  package let groups: Int

  package init(_ window: VolumeWindow, groups: Int = 1) {
    self.window = window
    self.groups = groups
  }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let w = try TypeChecks.element(inputs, 1, like: x).shape
    guard x.shape.rank >= 3, w.rank == x.shape.rank, Array(w.dimensions[2...]) == window.kernel else {
      throw .shape("weights \(w) for \(x)")
    }
    guard groups >= 1, x.shape[1] % groups == 0, w[0] % groups == 0, w[1] == x.shape[1] / groups else {
      throw .shape("weights \(w) do not fit \(x.shape[1]) channels in \(groups) groups")
    }
    if inputs.count > 2, inputs[2] != nil {
      let b = try TypeChecks.element(inputs, 2, like: x).shape
      guard b == [w[0]] else { throw .shape("bias \(b) for \(w[0]) channels") }
    }
    let extents = try window.outputExtents(Array(x.shape.dimensions[2...]))
    return [TensorType(x.element, Shape([x.shape[0], w[0]] + extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (a, b) = (x.numbers.reals, w.numbers.reals)
    let bias = inputs.count > 2 ? inputs[2]?.numbers.reals : nil
    let (channels, outputs) = (x.shape[1], w.shape[0])
    let (perGroup, outputsPerGroup) = (w.shape[1], outputs / groups)
    let taps = window.kernel.reduce(1, *)
    let (source, target) = (Array(x.shape.dimensions[2...]), Array(type.shape.dimensions[2...]))
    let (size, made) = (source.reduce(1, *), target.reduce(1, *))
    var y = [Double](repeating: 0, count: type.shape.count)
    for i in y.indices { y[i] = bias?[i / made % outputs] ?? 0 }
    window.forEach(input: source, output: target) { position, tap, place in
      for n in 0..<x.shape[0] {
        for o in 0..<outputs {
          var sum = 0.0
          for c in 0..<perGroup {
            sum +=
              a[(n * channels + o / outputsPerGroup * perGroup + c) * size + place]
              * b[(o * perGroup + c) * taps + tap]
          }
          y[(n * outputs + o) * made + position] += sum
        }
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "volume", VolumeConv(VolumeWindow(kernel: [2, 3, 3], before: [1, 1, 0], after: [0, 1, 1])),
        [.random([2, 3, 4, 5, 4], seed: 1), .random([4, 3, 2, 3, 3], seed: 2), .random([4], seed: 3)]),
      OperatorSample(
        "groups, strides", VolumeConv(VolumeWindow(kernel: [2, 1, 2], stride: [2, 1, 2]), groups: 2),
        [.random([1, 4, 5, 2, 4], seed: 4), .random([2, 2, 2, 1, 2], seed: 5), nil]),
    ]
  }
}

extension VolumeConv: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let w = inputs[1]?.shape, let y = outputs.first?.shape, w[0] > 0 else {
      return OperatorCost(multiplyAccumulates: 0)
    }
    return OperatorCost(multiplyAccumulates: y.count, w.count / w[0])
  }
}

extension VolumeConv: Decomposable {
  /// A sum of convolutions of images, one for each plane of the kernel.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let w = inputs[1], window.kernel.count == 3, graph.type(of: x).element == .float32,
      (window.before + window.after).allSatisfy({ $0 >= 0 })
    else { throw .malformed("a convolution over \(window.kernel.count) axes has no planes of images") }
    let bias = inputs.count > 2 ? inputs[2] : nil
    let shape = try graph.inferredTypes(self, inputs, epilogue: Epilogue(), nodeName: Self.name)[0].shape
    let (outputs, depth) = (shape[1], shape[2])
    var planes = try graph.apply(Transpose([0, 2, 3, 4, 1]), x)
    if window.before[0] + window.after[0] > 0 {
      planes = try graph.apply(
        Pad(before: [0, window.before[0], 0, 0, 0], after: [0, window.after[0], 0, 0, 0]), planes)
    }
    let kernels = try graph.apply(Transpose([2, 0, 3, 4, 1]), w)
    let image = Conv(
      Window(
        stride: Pair(window.stride[1], window.stride[2]), dilation: Pair(window.dilation[1], window.dilation[2]),
        padding: Padding(
          top: window.before[1], left: window.before[2], bottom: window.after[1], right: window.after[2])),
      groups: groups)
    var sum: ValueID?
    for u in 0..<window.kernel[0] {
      let part = try plane(u, of: planes, count: depth, in: &graph)
      let extents = graph.type(of: part).shape
      let batch = try graph.apply(Reshape([extents[0] * depth, extents[2], extents[3], extents[4]]), part)
      let slice = try graph.apply(Slice(axis: 0, start: u, count: 1), kernels)
      let weights = try graph.apply(Reshape(Array(graph.type(of: slice).shape.dimensions[1...])), slice)
      let product = try graph.apply(image, batch, weights, sum == nil ? bias : nil)
      sum = try sum.map { total throws(GraphError) in try graph.apply(Add(), total, product) } ?? product
    }
    guard let sum else { throw .malformed("a kernel without planes") }
    let volume = try graph.apply(Reshape([shape[0], depth, shape[3], shape[4], outputs]), sum)
    return [try graph.apply(Transpose([0, 4, 1, 2, 3]), volume)]
  }

  /// The planes that plane `u` of the kernel meets, one for each position.
  private func plane(
    _ u: Int, of planes: ValueID, count: Int, in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let (step, first) = (window.stride[0], u * window.dilation[0])
    if step == 1 { return try graph.apply(Slice(axis: 1, start: first, count: count), planes) }
    let places = graph.constant(Tensor((0..<count).map { Int64(first + $0 * step) }))
    return try graph.apply(Gather(axis: 1), planes, places)
  }
}

/// Read by ``Conv``, which hands over what is no image.
extension VolumeConv: ONNXWritable {
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes = window.attributes
    if groups != 1 { attributes["group"] = .int(groups) }
    context.appendAsGiven("Conv", node, attributes)
  }
}
