package import Graphs
package import Tensors

/// Transposed convolution of images: every pixel sets a copy of the kernel, weighted by it, into a larger image.
///
/// `y[n, i·s + u − p, j·t + v − q, o] += x[n,i,j,c] · w[o,u,v,c]`, and `b[o]` is added everywhere.
/// - Inputs: `x [N,H,W,C]`, `w [O,KH,KW,C]`, optional `b [O]`, float32. Output: `[N, size.height, size.width, O]`.
/// - Source: TensorFlow Lite TRANSPOSE_CONV; ``ConvTranspose`` is ONNX's, of any number of axes.
package struct ImageConvTranspose: Operator {
  package let stride: Pair
  /// Rows and columns in front that are cut off: `p` and `q`.
  package let cut: Pair
  /// Rows and columns of the result.
  package let size: Pair

  package init(stride: Pair = .one, cut: Pair = Pair(0, 0), size: Pair) {
    self.stride = stride
    self.cut = cut
    self.size = size
  }

  package static let parameterInputs = [1, 2]

  /// What kernels reach behind the result; negative where they reach less.
  private func rest(_ x: Shape, _ w: Shape) -> Pair {
    Pair(
      stride.height * (x[1] - 1) + w[1] - cut.height - size.height,
      stride.width * (x[2] - 1) + w[2] - cut.width - size.width)
  }

  /// The window of the convolution that this one turns round: it makes an image like `x` of one like the result.
  func window(_ x: Shape, _ w: Shape) -> Window {
    let rest = rest(x, w)
    return Window(
      stride: stride,
      padding: Padding(top: cut.height, left: cut.width, bottom: max(0, rest.height), right: max(0, rest.width)))
  }

  /// The same in planes, NCHW.
  func planes(_ x: Shape, _ w: Shape) -> ConvTranspose {
    let (rest, padding) = (rest(x, w), window(x, w).padding)
    return ConvTranspose(
      VolumeWindow(
        kernel: [w[1], w[2]], stride: [stride.height, stride.width], before: [padding.top, padding.left],
        after: [padding.bottom, padding.right]),
      outputPadding: [max(0, -rest.height), max(0, -rest.width)])
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    let w = try TypeChecks.float32(inputs, 1, rank: 4)
    guard w[3] == x[3] else { throw .shape("weights \(w) for \(x)") }
    try TypeChecks.vector(inputs, 2, count: w[0])
    for (name, pair, low) in [("stride", stride, 1), ("cut", cut, 0), ("size", size, 1)] {
      guard [pair.height, pair.width].allSatisfy({ (low...Window.largest).contains($0) }) else {
        throw .attribute(name: name, problem: "\(pair.height)×\(pair.width)")
      }
    }
    let made = try window(x, w).outputExtent(size, kernel: Pair(w[1], w[2]))
    guard made == Pair(x[1], x[2]) else {
      throw .attribute(name: "size", problem: "\(size.height)×\(size.width) from \(x)")
    }
    return [.float32([x[0], size.height, size.width, w[0]])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let y = try planes(x.shape, w.shape).reference([
      x.transposed(ImageLayout.toChannelsFirst), w.transposed(ImageConvTranspose.toPlanes),
      inputs.count > 2 ? inputs[2] : nil,
    ])
    return y.map { $0.transposed(ImageLayout.toChannelsLast) }
  }

  /// `[O,KH,KW,C]` → `[C,O,KH,KW]`.
  static let toPlanes = [3, 0, 1, 2]

  package static var samples: [OperatorSample] {
    func sample(
      _ title: String, _ x: Shape, _ w: Shape, _ op: ImageConvTranspose, bias: Bool = true
    ) -> OperatorSample {
      OperatorSample(title, op, [.random(x, seed: 1), .random(w, seed: 2), bias ? .random([w[0]], seed: 3) : nil])
    }
    return [
      sample(
        "stride 2, cut all round", [1, 3, 4, 5], [7, 4, 4, 5],
        ImageConvTranspose(stride: Pair(2, 2), cut: Pair(1, 1), size: Pair(6, 8))),
      sample("all of it", [2, 3, 3, 2], [3, 3, 2, 2], ImageConvTranspose(size: Pair(5, 4)), bias: false),
      sample(
        "cut in front, longer behind", [1, 3, 3, 4], [5, 3, 3, 4],
        ImageConvTranspose(stride: Pair(2, 2), cut: Pair(1, 1), size: Pair(6, 6))),
    ]
  }
}

extension ImageConvTranspose: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let x = inputs[0]?.shape, let w = inputs[1]?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: x.count, w[0], w[1], w[2])
  }
}

extension ImageConvTranspose: Decomposable {
  /// What a convolution sends back to its image when it is trained.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let w = inputs[1] else { return [] }
    let (image, shape) = (graph.type(of: x).shape, graph.type(of: w).shape)
    let turned = try graph.apply(Transpose([3, 1, 2, 0]), w)
    let gradient = ConvInputGradient(
      Conv(window(image, shape)), inputShape: [image[0], size.height, size.width, shape[0]])
    let made = try graph.apply(gradient, x, turned)
    guard inputs.count > 2, let bias = inputs[2] else { return [made] }
    return [try graph.apply(Add(), made, bias)]
  }
}

extension ImageConvTranspose: ONNXWritable {
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let w = node.inputs[1] else { return }
    let planes = planes(context.type(of: x).shape, context.type(of: w).shape)
    var inputs = [
      context.channelsFirst(x), try context.weights(w) { $0.transposed(ImageConvTranspose.toPlanes) },
    ]
    if node.inputs.count > 2, let bias = node.inputs[2] { inputs.append(context.asGiven(bias)) }
    context.append(
      "ConvTranspose", named: node.name, inputs, [context.defineChannelsFirst(node.outputs[0])],
      planes.onnxAttributes)
  }
}
