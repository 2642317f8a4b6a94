import Datasets
import Graphs
import Operators
import Tensors
import Testing
import Training

/// What the model gets to see while it trains, observed by a loss that keeps it.
@Suite("Varied samples")
struct AugmentationTests {
  final class Seen: @unchecked Sendable { var inputs: [[Float]] = [] }

  /// Mean squares against nothing, keeping the inputs.
  struct Watching: Objective {
    let seen: Seen
    func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor { Tensor(zeros: type) }
    func loss(
      logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
    ) throws(GraphError) -> ValueID { try graph.apply(MeanSquaredError(), logits, targets) }
    mutating func auxiliaryInputs(for inputs: Tensor) throws -> [Tensor] {
      seen.inputs.append(inputs.floats)
      return []
    }
  }

  /// One image of 3 × 4 pixels 1…12 with paper −1.
  private func seen(_ augmentation: Augmentation, epochs: Int = 40, seed: UInt64 = 1) throws -> [[Float]] {
    let data = try Dataset(
      name: "counted", split: .train, inputs: try Tensor((1...12).map { Float($0) }, shape: [1, 3, 4, 1]),
      targets: .classes([0], names: [ClassName(ja: "零", en: "zero")]),
      normalization: Normalization(divisor: 1, mean: [1], deviation: [1]))
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = 1
    options.seed = seed
    options.augmentation = augmentation
    let seen = Seen()
    let model = try Model(name: "one", input: [1, 3, 4, 1]) {
      Flatten()
      Dense(1)
    }.graph(seed: 1)
    _ = try Trainer(model, options: options).train(on: data, objective: Watching(seen: seen))
    return seen.inputs
  }

  private let plain = (0..<12).map { Float($0) }

  @Test("Nothing asked for changes nothing")
  func none() throws { #expect(Set(try seen(Augmentation())) == [plain]) }

  @Test("A mirror swaps columns, in about half of the batches")
  func flips() throws {
    var augmentation = Augmentation()
    augmentation.flips = true
    let all = try seen(augmentation, epochs: 100)
    let mirrored: [Float] = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8]
    #expect(Set(all) == [plain, mirrored])
    // 100 fair throws: five deviations of 5 around 50.
    #expect((25...75).contains(all.count { $0 == mirrored }))
  }

  @Test("Shifts bring in paper, up to their largest size and no further")
  func shifts() throws {
    var augmentation = Augmentation()
    augmentation.rowShift = 1
    augmentation.columnShift = 1
    var expected = Set<[Float]>()
    for down in -1...1 {
      for right in -1...1 {
        var image = [Float](repeating: -1, count: 12)
        for y in 0..<3 where (0..<3).contains(y + down) {
          for x in 0..<4 where (0..<4).contains(x + right) { image[(y + down) * 4 + x + right] = plain[y * 4 + x] }
        }
        expected.insert(image)
      }
    }
    // 200 draws of 9 poses: one is missing with probability 9 · (8/9)²⁰⁰ < 10⁻⁹.
    #expect(Set(try seen(augmentation, epochs: 200)) == expected)
  }

  @Test("A cutout of one pixel wipes out exactly one")
  func cutout() throws {
    var augmentation = Augmentation()
    augmentation.cutout = 1
    for image in try seen(augmentation) {
      #expect(zip(image, plain).count { $0 != $1 } == 1)
      #expect(image.contains(-1))
    }
  }

  @Test("The same seed varies alike, another one differently")
  func seeded() throws {
    var augmentation = Augmentation()
    augmentation.rowShift = 1
    augmentation.columnShift = 2
    #expect(try seen(augmentation) == seen(augmentation))
    #expect(try seen(augmentation) != seen(augmentation, seed: 2))
  }

  @Test("Samples whose targets would have to move are refused")
  func refused() throws {
    let data = try Dataset(
      name: "numbers", split: .train, inputs: Tensor(zeros: .float32([4, 3])),
      targets: .values(Tensor(zeros: .float32([4, 1]))))
    var options = TrainingOptions()
    options.batchSize = 2
    options.augmentation.flips = true
    let model = try Model(name: "one", input: [1, 3]) { Dense(1) }.graph(seed: 1)
    #expect(throws: TrainingError.self) {
      try Trainer(model, options: options).train(on: data, objective: MeanSquares())
    }
  }
}
