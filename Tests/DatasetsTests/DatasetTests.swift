import Datasets
import Tensors
import Testing

@Suite("Datasets and batches")
struct DatasetTests {
  /// Ten images of 1 × 2 × 1 pixels: image i holds 10·i and 10·i + 1, class i mod 3.
  private func small(_ normalization: Normalization = Normalization(mean: [0], deviation: [1])) throws -> Dataset {
    let pixels = (0..<10).flatMap { [UInt8(10 * $0), UInt8(10 * $0 + 1)] }
    return try Dataset(
      name: "small", split: .train, images: Tensor(pixels, shape: [10, 1, 2, 1]), labels: (0..<10).map { $0 % 3 },
      classNames: ["a", "b", "c"].map { ClassName(ja: $0, en: $0) }, normalization: normalization)
  }

  @Test("evaluation sees every image once, in order, and pads the last batch with zeros")
  func evaluation() throws {
    let batches = Array(try small().evaluationBatches(size: 4))
    #expect(batches.map(\.count) == [4, 4, 2])
    #expect(batches.flatMap { $0.labels.prefix($0.count) } == (0..<10).map { $0 % 3 })
    #expect(batches[2].inputs.shape == [4, 1, 2, 1])
    // By hand: pixels 80, 81, 90, 91 over 255, then padding.
    let expected: [Float] = [80, 81, 90, 91].map { $0 / 255 } + [0, 0, 0, 0]
    #expect(batches[2].inputs.floats == expected)
  }

  @Test("training drops the remainder, repeats by seed, and changes with the epoch")
  func training() throws {
    let dataset = try small()
    func order(_ seed: UInt64, _ epoch: Int) -> [Float] {
      dataset.trainingBatches(size: 3, seed: seed, epoch: epoch).flatMap { $0.inputs.floats }
    }
    #expect(dataset.trainingBatches(size: 3, seed: 1).count == 3)
    #expect(order(1, 0).count == 18)
    #expect(order(1, 0) == order(1, 0))
    #expect(order(1, 0) != order(1, 1))
    #expect(order(1, 0) != order(2, 0))
    #expect(Set(order(1, 0)).count == 18, "an image appears twice in an epoch")
    #expect(dataset.trainingBatches(size: 11, seed: 1).count == 0)
  }

  @Test("normalization is (pixel / divisor − mean) / deviation, for uint8 and float images alike")
  func normalization() throws {
    let batch = try small(Normalization(mean: [0.5], deviation: [0.25])).batch([5])
    // By hand: (50/255 − 0.5)/0.25 = −1.2156863 and (51/255 − 0.5)/0.25 = −1.2; float32 rounding, a few units of 2⁻²³.
    #expect(abs(batch.inputs.floats[0] + 1.215_686_3) < 1e-6)
    #expect(abs(batch.inputs.floats[1] + 1.2) < 1e-6)
    let reals = try Dataset(
      name: "reals", split: .test, images: Tensor([Float(50), 51], shape: [1, 1, 2, 1]), labels: [0],
      classNames: [ClassName(ja: "a", en: "a")], normalization: Normalization(mean: [0.5], deviation: [0.25]))
    #expect(try reals.batch([0]).inputs.floats == batch.inputs.floats)
  }

  @Test("each channel has its own mean and deviation")
  func channels() throws {
    let dataset = try Dataset(
      name: "colour", split: .test, images: Tensor([UInt8(1), 2, 3, 4], shape: [1, 1, 2, 2]), labels: [0],
      classNames: [ClassName(ja: "a", en: "a")],
      normalization: Normalization(divisor: 1, mean: [1, 2], deviation: [1, 2]))
    #expect(try dataset.batch([0]).inputs.floats == [0, 0, 2, 1])
  }

  @Test("targets are distributions; smoothing moves its share to all classes")
  func targets() throws {
    let batch = try #require(Array(try small().evaluationBatches(size: 4)).last)
    #expect(try batch.distributions().floats == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    let smooth = try batch.distributions(smoothing: 0.3).floats
    // By hand: 0.1 everywhere and 0.8 on the class.
    #expect(zip(smooth.prefix(3), [0.1, 0.1, 0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("division by hash is stable under reordering and keeps every image once")
  func division() throws {
    let dataset = try Glyphs16.dataset(split: .train, count: 2000)
    let parts = try dataset.divided()
    #expect(parts.train.count + parts.calibration.count + parts.validation.count == 2000)
    // Shares 5 % and 10 % of 2,000: deviations about 10 and 13; five of them.
    #expect(abs(parts.calibration.count - 100) < 50)
    #expect(abs(parts.validation.count - 200) < 65)
    let reversed = try dataset.selecting(Array((0..<2000).reversed()), as: .train).divided()
    let back = try reversed.validation.selecting(Array((0..<reversed.validation.count).reversed()), as: .validation)
    #expect(back.identity == parts.validation.identity)
    #expect(throws: DatasetError.self) { try dataset.divided(calibrationPerMille: 600, validationPerMille: 500) }
  }

  @Test("identity follows name, split, pixels and labels")
  func identity() throws {
    let dataset = try small()
    #expect(try small().identity == dataset.identity)
    #expect(try dataset.selecting(Array(0..<10), as: .test).identity != dataset.identity)
    #expect(try dataset.prefix(9).identity != dataset.identity)
  }

  @Test("what does not fit throws")
  func refusals() throws {
    let names = [ClassName(ja: "a", en: "a")]
    let images = Tensor(zeros: TensorType(.uint8, [2, 1, 1, 1]))
    let unit = Normalization.identity
    #expect(throws: DatasetError.self) {
      try Dataset(name: "x", split: .test, images: images, labels: [0], classNames: names, normalization: unit)
    }
    #expect(throws: DatasetError.self) {
      try Dataset(name: "x", split: .test, images: images, labels: [0, 1], classNames: names, normalization: unit)
    }
    #expect(throws: DatasetError.self) {
      try Dataset(
        name: "x", split: .test, images: Tensor(zeros: TensorType(.int8, [2, 1, 1, 1])), labels: [0, 0],
        classNames: names, normalization: unit)
    }
    for bad in [Normalization(mean: [0, 0], deviation: [1, 1]), Normalization(mean: [0], deviation: [0])] {
      #expect(throws: DatasetError.self) {
        try Dataset(name: "x", split: .test, images: images, labels: [0, 0], classNames: names, normalization: bad)
      }
    }
    #expect(throws: DatasetError.self) { try small().batch([10]) }
    #expect(throws: DatasetError.self) { try small().prefix(11) }
  }
}
