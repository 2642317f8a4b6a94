import Datasets
import Hashing
import Tensors
import Testing

@Suite("glyphs16")
struct Glyphs16Tests {
  @Test("the bytes are frozen: a change needs a new version name", arguments: DatasetSplit.allCases)
  func frozen(split: DatasetSplit) throws {
    let dataset = try Glyphs16.dataset(split: split, count: 256, seed: 1)
    #expect(dataset.identity.hex == Glyphs16.frozenIdentities[split])
  }

  @Test("the first images do not depend on how many follow")
  func prefix() throws {
    let many = try Glyphs16.dataset(split: .test, count: 40, seed: 7)
    let few = try Glyphs16.dataset(split: .test, count: 15, seed: 7)
    #expect(try many.prefix(15).identity == few.identity)
  }

  @Test("no image of one split stands in another, and no seed repeats another")
  func disjoint() throws {
    var seen = Set<[UInt8]>()
    var count = 0
    for seed in [UInt64(1), 2] {
      for split in DatasetSplit.allCases {
        let dataset = try Glyphs16.dataset(split: split, count: 500, seed: seed)
        let pixels = dataset.inputs.elements(as: UInt8.self)
        for row in 0..<500 { seen.insert(Array(pixels[row * 256..<(row + 1) * 256])) }
        count += 500
      }
    }
    #expect(seen.count == count)
  }

  @Test("every class appears about equally often")
  func balance() throws {
    let dataset = try Glyphs16.dataset(split: .train, count: 4000, seed: 3)
    var counts = [Int](repeating: 0, count: dataset.classCount)
    for label in dataset.labels { counts[Int(label)] += 1 }
    // Expected 400 with deviation √(4000 · 0.1 · 0.9) ≈ 19; five deviations. Seed 3.
    #expect(counts.allSatisfy { abs($0 - 400) < 95 }, "\(counts)")
  }

  @Test("the stated normalization is that of the training pixels")
  func normalization() throws {
    let pixels = try Glyphs16.dataset(split: .train, count: 8000).inputs.elements(as: UInt8.self)
    let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(pixels.count) / 255
    let square = pixels.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(pixels.count) / 65_025
    let deviation = (square - mean * mean).squareRoot()
    // The stated figures are rounded to three digits.
    #expect(abs(mean - Double(Glyphs16.normalization.mean[0])) < 0.0005)
    #expect(abs(deviation - Double(Glyphs16.normalization.deviation[0])) < 0.0005)
  }

  @Test("a nearest-mean rule is far above chance and far below a network")
  func difficulty() throws {
    let train = try Glyphs16.dataset(split: .train, count: 4000)
    let test = try Glyphs16.dataset(split: .test, count: 1000)
    var means = [[Double]](repeating: [Double](repeating: 0, count: 256), count: 10)
    for (label, image) in normalizedImages(train) {
      for index in 0..<256 { means[label][index] += image[index] }
    }
    means = means.map { mean in
      let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return mean.map { $0 / length }
    }
    var right = 0
    for (label, image) in normalizedImages(test) {
      let scores = means.map { mean in zip(mean, image).reduce(0) { $0 + $1.0 * $1.1 } }
      if scores.firstIndex(of: scores.max() ?? 0) == label { right += 1 }
    }
    #expect((300...800).contains(right), "\(right) of 1000")
  }

  /// Images with zero mean and length 1.
  private func normalizedImages(_ dataset: Dataset) -> [(Int, [Double])] {
    let pixels = dataset.inputs.elements(as: UInt8.self)
    return dataset.labels.enumerated().map { row, label in
      let image = pixels[row * 256..<(row + 1) * 256].map(Double.init)
      let mean = image.reduce(0, +) / 256
      let centred = image.map { $0 - mean }
      let length = max(centred.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1)
      return (Int(label), centred.map { $0 / length })
    }
  }

  @Test("counts outside the range throw", arguments: [0, -1, 1_000_001])
  func counts(count: Int) {
    #expect(throws: DatasetError.self) { try Glyphs16.dataset(split: .test, count: count) }
  }
}
