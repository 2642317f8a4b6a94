package import Graphs
package import Tensors

/// The mean of the elements under a window that slides over any number of axes.
///
/// - Input: `x [N,C,D…]` of reals; axes as ONNX states them. Output: `[N,C,…]`.
/// - Source: ONNX AveragePool-19 for other ranks than that of images, and for ceiling with counted padding: positions
///   behind the padding are never counted.
package struct VolumeAveragePool: Operator {
  package let window: VolumeWindow
  /// Whether padding counts as zeros or not at all.
  package let countsPadding: Bool

  package init(_ window: VolumeWindow, countsPadding: Bool = false) {
    self.window = window
    self.countsPadding = countsPadding
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    return [TensorType(x.element, try Pooling.volume(x.shape, window))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let (source, target) = (Array(x.shape.dimensions[2...]), Array(type.shape.dimensions[2...]))
    let (size, made) = (source.reduce(1, *), target.reduce(1, *))
    let elements = x.numbers.reals
    var y = [Double](repeating: 0, count: type.shape.count)
    window.forEach(input: source, output: target) { position, _, place in
      for channel in 0..<x.shape[0] * x.shape[1] { y[channel * made + position] += elements[channel * size + place] }
    }
    // How many taps count at each position of each axis.
    let counts = source.indices.map { axis in
      let range = countsPadding ? -window.before[axis]..<source[axis] + window.after[axis] : 0..<source[axis]
      return (0..<target[axis]).map { window.taps($0, axis: axis, in: range).count }
    }
    let strides = Shape(target).strides
    for i in y.indices {
      y[i] /= Double(target.indices.reduce(1) { $0 * counts[$1][i % made / strides[$1] % target[$1]] })
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "volume", VolumeAveragePool(VolumeWindow(kernel: [2, 2, 2], stride: [2, 1, 2])),
        [.random([1, 2, 4, 3, 4], seed: 1)]),
      OperatorSample(
        "padding counted, ceiling",
        VolumeAveragePool(
          VolumeWindow(kernel: [3, 3], stride: [2, 2], before: [1, 1], after: [1, 1], isCeiling: true),
          countsPadding: true), [.random([1, 2, 4, 4], seed: 2)]),
    ]
  }
}

extension VolumeAveragePool: NonDifferentiable {
  package static let reasonWithoutGradient = "training pools images, with AveragePool"
}

/// Read by ``AveragePool``, which hands over what is no image.
extension VolumeAveragePool: ONNXWritable {
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes = window.attributes
    // The version that files of ours use has no dilations here.
    if attributes["dilations"] == .ints(window.kernel.map { _ in 1 }) {
      attributes["dilations"] = nil
    } else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "dilations are ONNX 19")
    }
    if countsPadding { attributes["count_include_pad"] = .int(1) }
    context.appendAsGiven("AveragePool", node, attributes)
  }
}
