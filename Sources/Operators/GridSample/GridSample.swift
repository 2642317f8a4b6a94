package import Graphs
package import Tensors

/// An image or volume looked up at given places: `y[n,c,p…] = x[n, c, grid[n,p…]]`, with interpolation.
///
/// - Inputs: `x [N,C,D…]` and `grid [N,P…,k]`, reals, with a coordinate in −1…1 for each of the `k` axes, the last axis
///   first; axes as ONNX states them. Output: `[N,C,P…]`.
/// - Source: ONNX GridSample-22; Jaderberg et al. 2015.
package struct GridSample: Operator {
  package let sampling: Sampling

  package init(_ sampling: Sampling = Sampling()) { self.sampling = sampling }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let grid = try TypeChecks.element(inputs, 1, .reals).shape
    guard x.shape.rank >= 3, grid.rank == x.shape.rank, grid.channels == x.shape.rank - 2, grid[0] == x.shape[0],
      x.shape.count > 0
    else { throw .shape("places \(grid) in \(x)") }
    return [TensorType(x.element, Shape([x.shape[0], x.shape[1]] + grid.dimensions[1..<grid.rank - 1]))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, grid) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [x.type, grid.type])[0]
    let (elements, places) = (x.numbers.reals, grid.numbers.reals)
    let source = Array(x.shape.dimensions[2...])
    let (channels, size, axes) = (x.shape[1], source.reduce(1, *), source.count)
    let made = grid.shape.dimensions[1..<grid.shape.rank - 1].reduce(1, *)
    var y = [Double](repeating: 0, count: type.shape.count)
    for n in 0..<x.shape[0] {
      for p in 0..<made {
        // Elements of one channel that take part, each with its share.
        var taps = [Sampling.Tap(place: 0, weight: 1)]
        for axis in 0..<axes {
          let coordinate = Float(places[(n * made + p) * axes + axes - 1 - axis])
          let own = sampling.taps(coordinate, extent: source[axis])
          taps = taps.flatMap { outer in
            own.map { Sampling.Tap(place: outer.place * source[axis] + $0.place, weight: outer.weight * $0.weight) }
          }
        }
        for c in 0..<channels {
          let base = (n * channels + c) * size
          y[(n * channels + c) * made + p] = taps.reduce(0) { $0 + $1.weight * elements[base + $1.place] }
        }
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("linear", GridSample(), [.random([2, 3, 4, 5], seed: 1), .random([2, 3, 2, 2], seed: 2)]),
      OperatorSample(
        "cubic, reflected", GridSample(Sampling(.cubic, outside: .reflection, alignsCorners: true)),
        [.random([1, 2, 4, 4], seed: 3), .random([1, 2, 3, 2], from: -2, to: 2, seed: 4)]),
    ]
  }
}

extension GridSample: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension GridSample: ONNXConvertible {
  package static let onnxNames = ["GridSample"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    // Version 16 knows images only and names the methods after them.
    let stated = node.string("mode", default: "linear")
    let mode = ["bilinear": "linear", "bicubic": "cubic"][stated] ?? stated
    let padding = node.string("padding_mode", default: "zeros")
    guard let method = Sampling.Method(rawValue: mode) else { throw node.refused("mode", stated) }
    guard let outside = Sampling.Outside(rawValue: padding) else { throw node.refused("padding_mode", padding) }
    let sampling = Sampling(method, outside: outside, alignsCorners: node.int("align_corners", default: 0) != 0)
    return try context.asStated(GridSample(sampling), inputs: 2, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0], context.type(of: x).shape.rank == 4 else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "volumes are ONNX 20")
    }
    let mode = [Sampling.Method.nearest: "nearest", .linear: "bilinear", .cubic: "bicubic"][sampling.method] ?? ""
    context.appendAsGiven(
      "GridSample", node,
      [
        "mode": .string(mode), "padding_mode": .string(sampling.outside.rawValue),
        "align_corners": .int(sampling.alignsCorners ? 1 : 0),
      ])
  }
}
