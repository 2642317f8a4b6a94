package import Graphs
package import Tensors

/// Regions of images as small images of one size: samples between pixels, averaged or their largest taken in each cell.
///
/// - Inputs: `x [N,C,H,W]`, `regions [R,4]` as x₁, y₁, x₂, y₂, reals; `images [R]` int64, the image of each region; axes as
///   ONNX states them. Output: `[R,C,height,width]`.
/// - Source: ONNX RoiAlign-16; He et al. 2017. The largest is taken of the four weighted neighbours of the samples, as ONNX
///   defines it.
package struct RoiAlign: Operator {
  package let height: Int
  package let width: Int
  /// Samples along each side of a cell; 0 takes as many as the cell has pixels.
  package let samplesPerSide: Int
  /// From coordinates of regions to pixels.
  package let scale: Float
  package let takesLargest: Bool
  /// Pixels have their centres at halves.
  package let halfPixel: Bool

  package init(
    height: Int, width: Int, samplesPerSide: Int = 0, scale: Float = 1, takesLargest: Bool = false,
    halfPixel: Bool = true
  ) {
    self.height = height
    self.width = width
    self.samplesPerSide = samplesPerSide
    self.scale = scale
    self.takesLargest = takesLargest
    self.halfPixel = halfPixel
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let regions = try TypeChecks.element(inputs, 1, like: x).shape
    let images = try Indices.shape(inputs, 2)
    guard x.shape.rank == 4, x.shape.count > 0, regions.rank == 2, regions[1] == 4, images == [regions[0]] else {
      throw .shape("regions \(regions) of images \(images) in \(x)")
    }
    guard [height, width].allSatisfy({ (1...Window.largest).contains($0) }), (0...1 << 10).contains(samplesPerSide),
      scale.isFinite
    else { throw .attribute(name: "output_height", problem: "\(height)×\(width), \(samplesPerSide) samples") }
    return [TensorType(x.element, [regions[0], x.shape[1], height, width])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, regions) = (try inputs.tensor(0), try inputs.tensor(1).numbers.reals)
    let images = Indices.numbers(try inputs.tensor(2))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (channels, size) = (x.shape[1], x.shape[2] * x.shape[3])
    let elements = x.numbers.reals
    var y: [Double] = []
    var samplesLeft = RoiAlign.mostSamples
    for (number, image) in images.enumerated() {
      guard (0..<x.shape[0]).contains(image) else {
        throw TypeInferenceError.attribute(name: "batch_indices", problem: "\(image) of \(x.shape[0])")
      }
      let region = Array(regions[number * 4..<number * 4 + 4])
      let rows = cells(from: region[1], to: region[3], count: height, extent: x.shape[2])
      let columns = cells(from: region[0], to: region[2], count: width, extent: x.shape[3])
      let samples = rows.joined().count.multipliedReportingOverflow(by: columns.joined().count)
      guard !takesLargest || !samples.overflow && samples.partialValue <= samplesLeft else {
        throw TypeInferenceError.attribute(name: "rois", problem: "more than \(RoiAlign.mostSamples) samples")
      }
      if takesLargest { samplesLeft -= samples.partialValue }
      for c in 0..<channels {
        let base = (image * channels + c) * size
        for row in rows {
          for column in columns {
            y.append(
              takesLargest
                ? largest(row, column) { elements[base + $0 * x.shape[3] + $1] }
                : mean(row, column) { elements[base + $0 * x.shape[3] + $1] })
          }
        }
      }
    }
    return [try Tensor(.reals(y), as: type.element, shape: type.shape)]
  }

  /// Where the largest is taken, every sample is looked at by itself; this many in all regions at most.
  private static let mostSamples = 1 << 20

  /// The samples of one cell along one axis, each up to two pixels with their shares; none for a sample outside.
  private typealias Cell = [[Sampling.Tap]]

  /// The cells of a region along one axis.
  private func cells(from start: Double, to end: Double, count: Int, extent: Int) -> [Cell] {
    let offset = halfPixel ? 0.5 : 0
    let first = start * Double(scale) - offset
    // Without halves, a region is at least a pixel.
    let side = max(end * Double(scale) - offset - first, halfPixel ? -Double.infinity : 1)
    let step = side / Double(count)
    let samples = samplesPerSide > 0 ? samplesPerSide : step > 0 ? Int(min(step.rounded(.up), 1024)) : 0
    return (0..<count).map { cell in
      (0..<samples).map { sample in
        taps(first + (Double(cell) + (Double(sample) + 0.5) / Double(samples)) * step, extent)
      }
    }
  }

  private func taps(_ position: Double, _ extent: Int) -> [Sampling.Tap] {
    guard position >= -1, position <= Double(extent) else { return [] }
    let low = Int(max(position, 0))
    guard low < extent - 1 else { return [Sampling.Tap(place: extent - 1, weight: 1)] }
    let ratio = max(position, 0) - Double(low)
    return [Sampling.Tap(place: low, weight: 1 - ratio), Sampling.Tap(place: low + 1, weight: ratio)]
  }

  /// The mean of all samples: weights along the two axes multiply, so those of one pixel are added first.
  private func mean(_ row: Cell, _ column: Cell, _ value: (Int, Int) -> Double) -> Double {
    func byPlace(_ cell: Cell) -> [(place: Int, weight: Double)] {
      var sums: [Int: Double] = [:]
      for tap in cell.joined() { sums[tap.place, default: 0] += tap.weight }
      return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    let columns = byPlace(column)
    var sum = 0.0
    for v in byPlace(row) { for u in columns { sum += v.weight * u.weight * value(v.place, u.place) } }
    return sum / Double(max(row.count * column.count, 1))
  }

  /// A sample outside counts as 0.
  private func largest(_ row: Cell, _ column: Cell, _ value: (Int, Int) -> Double) -> Double {
    var found: Double?
    for v in row {
      for u in column {
        var best: Double? = v.isEmpty || u.isEmpty ? 0 : nil
        for a in v { for b in u { best = max(best ?? -.infinity, a.weight * b.weight * value(a.place, b.place)) } }
        if let best { found = max(found ?? -.infinity, best) }
      }
    }
    return found ?? 0
  }

  package static var samples: [OperatorSample] {
    let regions = Tensor([Float(0.5), 1, 3, 4, 0, 0, 2, 5]).retyped(.float32([2, 4]))
    return [
      OperatorSample(
        "means", RoiAlign(height: 2, width: 3, samplesPerSide: 2),
        [.random([2, 3, 6, 5], seed: 1), regions, Tensor([Int64(1), 0])]),
      OperatorSample(
        "largest", RoiAlign(height: 2, width: 2, scale: 0.5, takesLargest: true, halfPixel: false),
        [.random([1, 2, 4, 4], seed: 2), regions, Tensor([Int64(0), 0])]),
    ]
  }
}

extension RoiAlign: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension RoiAlign: ONNXConvertible {
  package static let onnxNames = ["RoiAlign"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let mode = node.string("mode", default: "avg")
    guard mode == "avg" || mode == "max" else { throw node.refused("mode", mode) }
    // Version 10 has no halves.
    let coordinates = node.string(
      "coordinate_transformation_mode", default: node.version < 16 ? "output_half_pixel" : "half_pixel")
    guard coordinates == "half_pixel" || coordinates == "output_half_pixel" else {
      throw node.refused("coordinate_transformation_mode", coordinates)
    }
    let op = RoiAlign(
      height: node.int("output_height", default: 1), width: node.int("output_width", default: 1),
      samplesPerSide: node.int("sampling_ratio", default: 0), scale: node.float("spatial_scale", default: 1),
      takesLargest: mode == "max", halfPixel: coordinates == "half_pixel")
    return try context.asStated(op, inputs: 3, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven(
      "RoiAlign", node,
      [
        "output_height": .int(height), "output_width": .int(width), "sampling_ratio": .int(samplesPerSide),
        "spatial_scale": .float(scale), "mode": .string(takesLargest ? "max" : "avg"),
        "coordinate_transformation_mode": .string(halfPixel ? "half_pixel" : "output_half_pixel"),
      ])
  }
}
