package import Graphs
package import Tensors

/// Blocks that were taken from an image, set back and added up where they overlap.
///
/// - Input: `x [N, C·Π block, L]` of reals, `L` positions of a window over the image. Output: `[N, C, image…]`.
/// - Source: ONNX Col2Im-18 with known shapes; PyTorch `fold`.
package struct Col2Im: Operator {
  /// Its kernel is the block.
  package let window: VolumeWindow
  package let image: [Int]

  package init(_ window: VolumeWindow, image: [Int]) {
    self.window = window
    self.image = image
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    guard (try? Shape(checking: image)) != nil else { throw .attribute(name: "image_shape", problem: "\(image)") }
    let positions = try window.outputExtents(image)
    let taps = window.kernel.reduce(1, &*)
    guard x.shape.rank == 3, taps > 0, x.shape[1] % taps == 0, (try? Shape(checking: positions)) != nil,
      positions.reduce(1, *) == x.shape[2]
    else { throw .shape("\(x) for blocks of \(window.kernel) at \(positions)") }
    return [TensorType(x.element, Shape([x.shape[0], x.shape[1] / taps] + image))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let positions = try window.outputExtents(image)
    let (taps, length, size) = (window.kernel.reduce(1, *), x.shape[2], image.reduce(1, *))
    let elements = x.numbers.reals
    var y = [Double](repeating: 0, count: type.shape.count)
    window.forEach(input: image, output: positions) { position, tap, place in
      for channel in 0..<type.shape[0] * type.shape[1] {
        y[channel * size + place] += elements[(channel * taps + tap) * length + position]
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "overlapping", Col2Im(VolumeWindow(kernel: [2, 2]), image: [3, 3]), [.random([1, 8, 4], seed: 1)])
    ]
  }
}

extension Col2Im: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension Col2Im: ONNXReadable {
  package static let onnxNames = ["Col2Im"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let image = try context.integers("", orInput: 1, of: node),
      let block = try context.integers("", orInput: 2, of: node)
    else { throw .missingInput(node: node.name, kind: node.kind, input: 1) }
    let window = try VolumeWindow(onnx: node, input: image, kernel: block)
    return try context.asStated(Col2Im(window, image: image), inputs: 1, node)
  }
}
