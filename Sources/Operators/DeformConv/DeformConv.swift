package import Graphs
package import Tensors

/// Convolution of images whose taps are moved, each by an offset of its own, and look between pixels.
///
/// - Inputs: `x [N,C,H,W]`, `w [O,C/groups,KH,KW]`, `offsets [N, 2·KH·KW·offsetGroups, OH, OW]` with row and column of each
///   tap, optional `b [O]`, optional factors of the taps `[N, KH·KW·offsetGroups, OH, OW]`, all of one type of reals; axes as
///   ONNX states them. Output: `[N,O,OH,OW]`. Outside the image is 0.
/// - Source: ONNX DeformConv-19; Zhu et al. 2018.
package struct DeformConv: Operator {
  package let window: VolumeWindow
  package let groups: Int
  /// Parts of the channels that have offsets of their own.
  package let offsetGroups: Int

  package init(_ window: VolumeWindow, groups: Int = 1, offsetGroups: Int = 1) {
    self.window = window
    self.groups = groups
    self.offsetGroups = offsetGroups
  }

  package static let parameterInputs = [1, 3]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...5)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let w = try TypeChecks.element(inputs, 1, like: x).shape
    guard x.shape.rank == 4, w.rank == 4, window.kernel == [w[2], w[3]], groups >= 1, offsetGroups >= 1,
      x.shape[1] % groups == 0, w[0] % groups == 0, w[1] == x.shape[1] / groups, x.shape[1] % offsetGroups == 0
    else { throw .shape("weights \(w) for \(x)") }
    let extents = try window.outputExtents([x.shape[2], x.shape[3]])
    let taps = offsetGroups &* w[2] &* w[3]
    let offsets: Shape = [x.shape[0], 2 &* taps, extents[0], extents[1]]
    let needed: [(Int, Shape)] = [(2, offsets), (3, [w[0]]), (4, offsets.replacing(axis: 1, with: taps))]
    for (index, shape) in needed where index == 2 || (index < inputs.count && inputs[index] != nil) {
      let found = try TypeChecks.element(inputs, index, like: x).shape
      guard found == shape else { throw .shape("input \(index) is \(found), needs \(shape)") }
    }
    return [TensorType(x.element, [x.shape[0], w[0], extents[0], extents[1]])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (a, weights, offsets) = (x.numbers.reals, w.numbers.reals, try inputs.tensor(2).numbers.reals)
    func optional(_ index: Int) -> [Double]? { index < inputs.count ? inputs[index]?.numbers.reals : nil }
    let (bias, factors) = (optional(3), optional(4))
    let (channels, height, width) = (x.shape[1], x.shape[2], x.shape[3])
    let (outputs, positions, columns) = (type.shape[1], type.shape[2] * type.shape[3], type.shape[3])
    let taps = window.kernel.reduce(1, *)
    let (perGroup, outputsPerGroup) = (w.shape[1], outputs / groups)
    var y = [Double](repeating: 0, count: type.shape.count)
    for i in y.indices { y[i] = bias?[i / positions % outputs] ?? 0 }
    for n in 0..<x.shape[0] {
      for c in 0..<channels {
        let group = n * offsetGroups + c / (channels / offsetGroups)
        for tap in 0..<taps {
          let (u, v) = (tap / window.kernel[1], tap % window.kernel[1])
          for p in 0..<positions {
            let (i, j) = (p / columns, p % columns)
            let moved = ((group * taps + tap) * 2) * positions + p
            let row = Double(i * window.stride[0] + u * window.dilation[0] - window.before[0]) + offsets[moved]
            let column =
              Double(j * window.stride[1] + v * window.dilation[1] - window.before[1]) + offsets[moved + positions]
            let plane = (n * channels + c) * height * width
            var value = DeformConv.sample(a, plane, height, width, row, column)
            if let factors { value *= factors[(group * taps + tap) * positions + p] }
            guard value != 0 else { continue }
            let first = c / perGroup * outputsPerGroup
            for o in first..<first + outputsPerGroup {
              y[(n * outputs + o) * positions + p] += value * weights[(o * perGroup + c % perGroup) * taps + tap]
            }
          }
        }
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  /// The plane between its pixels, 0 outside.
  private static func sample(
    _ a: [Double], _ plane: Int, _ height: Int, _ width: Int, _ row: Double, _ column: Double
  ) -> Double {
    guard abs(row) < 1e9, abs(column) < 1e9 else { return 0 }
    let (i, j) = (Int(row.rounded(.down)), Int(column.rounded(.down)))
    let (s, t) = (row - Double(i), column - Double(j))
    func pixel(_ i: Int, _ j: Int) -> Double {
      (0..<height).contains(i) && (0..<width).contains(j) ? a[plane + i * width + j] : 0
    }
    return (1 - s) * ((1 - t) * pixel(i, j) + t * pixel(i, j + 1))
      + s * ((1 - t) * pixel(i + 1, j) + t * pixel(i + 1, j + 1))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "moved taps", DeformConv(VolumeWindow(kernel: [2, 2])),
        [
          .random([1, 2, 3, 3], seed: 1), .random([3, 2, 2, 2], seed: 2), .random([1, 8, 2, 2], seed: 3),
          .random([3], seed: 4), .random([1, 4, 2, 2], seed: 5),
        ]),
      OperatorSample(
        "groups", DeformConv(VolumeWindow(kernel: [1, 2], before: [0, 1]), groups: 2, offsetGroups: 2),
        [.random([1, 2, 2, 3], seed: 6), .random([2, 1, 1, 2], seed: 7), .random([1, 8, 2, 3], seed: 8)]),
    ]
  }
}

extension DeformConv: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension DeformConv: ONNXReadable {
  package static let onnxNames = ["DeformConv"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.inputType(0, of: node).shape
    let w = try context.inputType(1, of: node).shape
    guard x.rank == 4, w.rank == 4 else { throw node.refused("X", "\(x) and \(w)") }
    let window = try VolumeWindow(onnx: node, input: [x[2], x[3]], kernel: [w[2], w[3]])
    let op = DeformConv(
      window, groups: node.int("group", default: 1), offsetGroups: node.int("offset_group", default: 1))
    return try context.asStated(op, inputs: 5, node)
  }
}
