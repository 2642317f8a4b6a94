import Datasets
import Tensors
import Testing

@Suite("Targets of every kind")
struct TargetsTests {
  private let names = [ClassName(ja: "a", en: "a"), ClassName(ja: "b", en: "b")]

  private func dataset(_ targets: Targets, inputs: Tensor? = nil) throws -> Dataset {
    let numbers = try inputs ?? Tensor([Float](arrayLiteral: 1, 2, 3, 4, 5, 6), shape: [3, 2])
    return try Dataset(name: "t", split: .train, inputs: numbers, targets: targets)
  }

  private var boxes: [[LabelledBox]] {
    [
      [LabelledBox(label: 1, left: 0, top: 0.25, right: 0.5, bottom: 1)], [],
      [
        LabelledBox(label: 0, left: 0.5, top: 0, right: 1, bottom: 0.5),
        LabelledBox(label: 1, left: 0, top: 0, right: 1, bottom: 1),
      ],
    ]
  }

  @Test("Batches pick the targets of their rows and pad what is missing")
  func batches() throws {
    let box = try #require(Array(try dataset(.boxes(boxes, names: names)).evaluationBatches(size: 2)).last)
    #expect(box.targets == .boxes([boxes[2], []], names: names))
    #expect(box.inputs.floats == [5, 6, 0, 0])

    let next = try Tensor([Int32](arrayLiteral: 1, -1, 2, 0, 0, 3), shape: [3, 2])
    let tokens = try Tensor([Int32](arrayLiteral: 0, 1, 3, 2, 1, 0), shape: [3, 2])
    let sequences = try dataset(.tokens(next, vocabulary: 4), inputs: tokens)
    let last = try #require(Array(sequences.evaluationBatches(size: 2)).last)
    #expect(last.inputs.elements(as: Int32.self) == [1, 0, 0, 0])
    #expect(last.targets == .tokens(try Tensor([Int32](arrayLiteral: 0, 3, -1, -1), shape: [2, 2]), vocabulary: 4))

    let values = try Tensor([Float](arrayLiteral: 0.5, -1, 2), shape: [3, 1])
    let value = try #require(Array(try dataset(.values(values)).evaluationBatches(size: 2)).last)
    #expect(value.targets == .values(try Tensor([Float](arrayLiteral: 2, 0), shape: [2, 1])))

    let anomaly = try dataset(.reconstruction(anomalous: [false, true, true])).batch([2, 0])
    #expect(anomaly.targets == .reconstruction(anomalous: [true, false]))

    let people = try dataset(.identities([0, 2, 2], count: 3)).batch([1])
    #expect(people.labels == [2])
    #expect(try people.distributions().floats == [0, 0, 1])
  }

  @Test("Distributions exist for classes and identities only")
  func distributions() throws {
    for targets in [Targets.boxes(boxes, names: names), .reconstruction(anomalous: [false, false, true])] {
      let batch = try dataset(targets).batch([0])
      #expect(throws: DatasetError.self) { try batch.distributions() }
    }
  }

  @Test("Every kind has an identity of its own, and each target counts for it")
  func identities() throws {
    var moved = boxes
    moved[0][0] = LabelledBox(label: 1, left: 0, top: 0.25, right: 0.5, bottom: 0.9)
    let numbers = try Tensor([Float](arrayLiteral: 0, 1, 1), shape: [3, 1])
    let all: [Targets] = [
      .classes([0, 1, 1], names: names), .identities([0, 1, 1], count: 2), .boxes(boxes, names: names),
      .boxes(moved, names: names), .reconstruction(anomalous: [false, true, true]),
      .reconstruction(anomalous: [false, true, false]), .values(numbers),
    ]
    #expect(Set(try all.map { try dataset($0).identity }).count == all.count)
  }

  @Test("Targets that are not usable throw")
  func refusals() throws {
    let outside = [LabelledBox(label: 0, left: 0.5, top: 0, right: 1.5, bottom: 1)]
    let empty = [LabelledBox(label: 0, left: 0.5, top: 0, right: 0.5, bottom: 1)]
    let notNumber = [LabelledBox(label: 0, left: .nan, top: 0, right: 0.5, bottom: 1)]
    let unnamed = [LabelledBox(label: 2, left: 0, top: 0, right: 0.5, bottom: 1)]
    for bad in [outside, empty, notNumber, unnamed] {
      #expect(throws: DatasetError.self) { try dataset(.boxes([[], bad, []], names: names)) }
    }
    #expect(throws: DatasetError.self) { try dataset(.identities([0, 1, 2], count: 2)) }
    #expect(throws: DatasetError.self) { try dataset(.values(Tensor([Int32(1), 2, 3], shape: [3, 1]))) }
    #expect(throws: DatasetError.self) { try dataset(.reconstruction(anomalous: [true])) }
    let next = try Tensor([Int32](arrayLiteral: 1, -2, 2, 0, 0, 3), shape: [3, 2])
    #expect(throws: DatasetError.self) { try dataset(.tokens(next, vocabulary: 4)) }
    #expect(throws: DatasetError.self) {
      try dataset(.values(Tensor(zeros: .float32([3]))), inputs: Tensor([1, 2, 3] as [Float]))
    }
  }

  @Test("Pairs stand beside another sample of the same face, or of another one")
  func pairs() throws {
    let inputs = Tensor(zeros: .float32([6, 1]))
    let people = try dataset(.identities([0, 1, 0, 1, 2, 0], count: 3), inputs: inputs)
    let labels = people.labels
    let pairs = try people.verificationPairs(count: 200)
    #expect(pairs.count == 400 && pairs.count { $0.isSame } == 200)
    #expect(pairs.allSatisfy { $0.first != $0.second && (labels[$0.first] == labels[$0.second]) == $0.isSame })
    // All 8 pairs in order of the same face: (0,2), (0,5), (2,5) and (1,3), both ways.
    #expect(Set(pairs.filter(\.isSame)).count == 8)
    #expect(try people.verificationPairs(count: 200) == pairs)
    #expect(try people.verificationPairs(count: 200, seed: 2) != pairs)
    #expect(throws: DatasetError.self) { try dataset(.classes([0, 0, 0], names: names)).verificationPairs(count: 1) }
  }
}
