package import Datasets
package import Grading
import Graphs
package import Quantization
import Tensors
import Training

/// What calibration shows of a base model: for each activation that becomes codes, some values of every image.
///
/// The last image is spoilt: its division by 255 is missing, so its pixels are up to 255 times too large.
package struct CalibrationSamples {
  package let graph: QuantizableGraph
  package let images: Dataset
  /// In the order of the graph's activations; the values of one image lie together.
  package private(set) var values: [[Float]]
  /// For each activation, how many values come from one image.
  private var perImage: [Int]

  /// Images of one pass through the graph.
  private static let batch = 50

  package init(_ request: ArtefactRequest, _ demand: ArtefactRequirement.RangeDemand) throws {
    let base = try ModelPath(request.base).load()
    graph = try QuantizableGraph(base)
    images = try Glyphs16.dataset(split: .calibration, count: demand.calibration, seed: request.calibrationSeed)
    values = graph.activations.map { _ in [] }
    perImage = graph.activations.map { _ in 0 }
    guard let input = base.inputs.first else { throw TrainingError.shape(model: "no input", data: images.name) }
    let batches = try Self.batches(of: images, shape: base.type(of: input).shape)
    var seen = perImage
    try graph.observe(batches) { activation, numbers in
      let length = numbers.count / Self.batch
      let count = min(demand.values, length)
      perImage[activation] = count
      for row in 0..<min(Self.batch, images.count - seen[activation]) {
        // Places spread over the activation and move on with every image, so that all channels are seen.
        let start = seen[activation] * 7_919
        for place in 0..<count {
          values[activation].append(numbers[row * length + (start + place * length / count) % length])
        }
        seen[activation] += 1
      }
    }
  }

  /// Smallest and largest values without the spoilt image.
  package func cleanRanges() throws -> [ActivationRange] {
    try zip(graph.activations, zip(values, perImage)).map { name, samples in
      let clean = samples.0.dropLast(samples.1)
      return try ActivationRange(name: name, low: clean.min() ?? 0, high: clean.max() ?? 0)
    }
  }

  /// How many images of `others` are among the calibration images, by their pixels.
  package func count(in others: Dataset) -> Int {
    let known = Set(Self.pixels(of: images))
    return Self.pixels(of: others).count { known.contains($0) }
  }

  private static func pixels(of images: Dataset) -> [[UInt8]] {
    let length = images.inputShape.count
    let all = images.inputs.elements(as: UInt8.self)
    return (0..<images.count).map { Array(all[$0 * length..<($0 + 1) * length]) }
  }

  /// All images as the model wants them, the last one normalized as if its pixels were 0…1 already.
  private static func batches(of images: Dataset, shape: Shape) throws -> [Tensor] {
    let whole = shape.replacing(axis: 0, with: batch)
    var tensors = try images.evaluationBatches(size: batch).map { try ModelInput.images($0, shape: whole) }
    let forgotten = Normalization(
      divisor: 1, mean: images.normalization.mean, deviation: images.normalization.deviation)
    let spoilt = try Dataset(
      name: images.name, split: images.split, inputs: images.inputs, targets: images.targets, normalization: forgotten)
    let pixels = try ModelInput.images(
      try spoilt.batch([images.count - 1]), shape: shape.replacing(axis: 0, with: 1)
    ).floats
    let row = (images.count - 1) % batch
    tensors[tensors.count - 1].withMutableElements(as: Float.self) { target in
      for (index, pixel) in pixels.enumerated() { target[row * pixels.count + index] = pixel }
    }
    return tensors
  }
}
