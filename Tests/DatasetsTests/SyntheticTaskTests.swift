import Datasets
import Hashing
import Reports
import Tensors
import Testing

/// What holds for every synthetic data set; a new one is checked without a new test, but for its digest.
@Suite("Synthetic data sets")
struct SyntheticTaskTests {
  /// Identities of the first 24 training samples of seed 1. A change of a byte is a new version.
  static let frozen = [
    "bearings-1": "c11462d1e790b0a3c572dbcece762ac0b3faaba24eebe7ab13eb57ed91ac789b",
    "faces-1": "9426a92c9d831a6d26f11e8ed5f7125ab92b5eeddff2b6393da465a5baa94ef7",
    "glyphs16-1": "3d8dbb0609c83a5f0bc169698024f11199e86d218d1bb4d83176ce4d6f7cc85b",
    "keywords-1": "8fb68f340388821c595822b7abaa7196431108fb110fc5b23e2e512e6c00917c",
    "markov-1": "886a71681c4d6b1d6fb8ee5ce54e8bf7a8cdb5288d1c6189b551e857ec175622",
    "plc-1": "2b644de1beb415824fc3776a9f42a3f520c59eaa0cec4b23519bd0acca707441",
    "presence96-1": "259b00969e1fcb2fb73e699f838b515085143e9a4741be49ce45eee86ea11f5e",
    "scenes-1": "4aa4521c379ed484091ebd3eb76df034b3873c0dc991a9a551e5b07ffb28d7a0",
  ]

  static let tasks = SyntheticTaskRegistry.all.map { $0.card.key }

  private func task(_ key: String) throws -> any SyntheticTask.Type {
    try #require(SyntheticTaskRegistry.all.first { $0.card.key == key })
  }

  @Test("the bytes are frozen: a change needs a new version name", arguments: tasks)
  func frozen(key: String) throws {
    let task = try task(key)
    let dataset = try task.dataset(split: .train, count: 24, seed: 1)
    #expect(dataset.identity.hex == Self.frozen[dataset.name], "\(dataset.name)")
  }

  @Test("the card tells what the data are", arguments: tasks)
  func card(key: String) throws {
    let task = try task(key)
    let dataset = try task.dataset(split: .test, count: 3, seed: 5)
    let card = task.card
    #expect(dataset.name == card.version && dataset.name.hasPrefix(key))
    #expect(card.input == TensorType(dataset.inputs.element, dataset.inputShape))
    #expect(card.target == dataset.targets.kind)
    #expect(card.classNames == dataset.classNames)
    for text in [card.title, card.content, card.source, card.licence, card.limits] {
      #expect(!text.ja.isEmpty && !text.en.isEmpty && text.ja != text.en)
    }
    let counts = try #require(card.counts)
    #expect(DatasetSplit.allCases.allSatisfy { counts[$0] >= 100 })
  }

  @Test("the first samples do not depend on how many follow, and a seed is a seed", arguments: tasks)
  func prefix(key: String) throws {
    let task = try task(key)
    let many = try task.dataset(split: .validation, count: 12, seed: 7)
    let few = try task.dataset(split: .validation, count: 5, seed: 7)
    #expect(try many.prefix(5).identity == few.identity)
    #expect(try task.dataset(split: .validation, count: 5, seed: 8).identity != few.identity)
  }

  @Test("no sample of one split stands in another, and no seed repeats another", arguments: tasks)
  func disjoint(key: String) throws {
    let task = try task(key)
    var seen = Set<SHA256Digest>()
    var count = 0
    for seed in [UInt64(1), 2] {
      for split in DatasetSplit.allCases {
        seen.formUnion(try task.dataset(split: split, count: 60, seed: seed).sampleDigests)
        count += 60
      }
    }
    #expect(seen.count == count)
  }

  @Test("every class appears about equally often", arguments: tasks)
  func balance(key: String) throws {
    let task = try task(key)
    guard task.card.target == .classes else { return }
    let count = 800
    let dataset = try task.dataset(split: .train, count: count, seed: 3)
    var counts = [Int](repeating: 0, count: dataset.classCount)
    for label in dataset.labels { counts[Int(label)] += 1 }
    let share = 1 / Double(dataset.classCount)
    // Five deviations of a binomial count. Seed 3.
    let limit = 5 * (Double(count) * share * (1 - share)).squareRoot()
    #expect(counts.allSatisfy { abs(Double($0) - Double(count) * share) < limit }, "\(counts)")
  }

  @Test("inputs are normalized to about mean 0 and deviation 1", arguments: tasks)
  func normalization(key: String) throws {
    let task = try task(key)
    guard task.card.input?.element != .int32 else { return }
    let dataset = try task.dataset(split: .train, count: 300, seed: 11)
    let numbers = try dataset.batch(0..<300).inputs.floats.map(Double.init)
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
    let deviation = (square - mean * mean).squareRoot()
    // The stated figures are rounded, and 300 samples are few.
    #expect(abs(mean) < 0.1, "mean \(mean)")
    #expect(abs(deviation - 1) < 0.1, "deviation \(deviation)")
  }

  @Test("counts that are not made throw", arguments: tasks)
  func counts(key: String) throws {
    let task = try task(key)
    for count in [0, -1, 1_000_001, Int.max] {
      #expect(throws: DatasetError.self) { try task.dataset(split: .test, count: count, seed: 1) }
    }
  }
}
