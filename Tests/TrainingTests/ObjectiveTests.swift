import Datasets
import Graphs
import Kernels
import Operators
import Tensors
import Testing
import Training

@Suite("Objectives beyond classes")
struct ObjectiveTests {
  private func options(epochs: Int, batch: Int, rate: Float) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = batch
    options.optimizer = .adam(learningRate: rate)
    return options
  }

  @Test("A causal transformer learns which token follows a token: bits fall to those that are left to chance")
  func nextToken() throws {
    // After token t comes 2t or 2t + 1 mod 8, each with probability 1/2: exactly 1 bit per token. The first token of a
    // sequence is stated, too, so every position that is predicted has one before it.
    var source = RandomSource(seed: 5)
    let (count, length) = (256, 8)
    var (tokens, next): ([Int32], [Int32]) = ([], [])
    for _ in 0..<count {
      var token = source.integer(below: 8)
      for _ in 0..<length {
        tokens.append(Int32(token))
        token = (2 * token + source.integer(below: 2)) % 8
        next.append(Int32(token))
      }
    }
    func data(_ rows: Range<Int>, _ split: DatasetSplit) throws -> Dataset {
      let part = rows.lowerBound * length..<rows.upperBound * length
      return try Dataset(
        name: "doubling", split: split, inputs: try Tensor(Array(tokens[part]), shape: [rows.count, length]),
        targets: .tokens(try Tensor(Array(next[part]), shape: [rows.count, length]), vocabulary: 8))
    }
    let (training, test) = (try data(0..<192, .train), try data(192..<256, .test))
    let model = try Model.causalTransformer(
      input: [length], vocabulary: 8, width: 16, blocks: 1, heads: 2
    ).graph(seed: 1)
    let before = try Evaluation.score(of: model, on: test)
    let trained = try Trainer(model, options: options(epochs: 25, batch: 16, rate: 1e-2))
      .train(on: training, objective: NextToken())
    let after = try Evaluation.score(of: trained, on: test)
    #expect(before.kind == .bitsPerToken)
    #expect(before.value > 2.5)
    // 512 tokens: the mean of their surprise is 1 bit with no deviation at the optimum, and what is not learned adds.
    #expect(after.value < 1.15, "\(after.value)")
    #expect(after.value > 0.97, "\(after.value)")
  }

  @Test("An autoencoder finds what does not lie where the data lie")
  func reconstruction() throws {
    // Sound samples lie on a line in 16 dimensions, anomalous ones do not.
    var source = RandomSource(seed: 6)
    let direction = (0..<16).map { _ in source.normal() }
    func samples(_ count: Int, anomalous: (Int) -> Bool) -> [Float] {
      (0..<count).flatMap { index in
        let place = source.uniform(-1, 1)
        return direction.map { anomalous(index) ? source.uniform(-1, 1) : place * $0 + 0.02 * source.normal() }
      }
    }
    let training = try Dataset(
      name: "line", split: .train, inputs: try Tensor(samples(256) { _ in false }, shape: [256, 16]),
      targets: .reconstruction(anomalous: [Bool](repeating: false, count: 256)))
    let test = try Dataset(
      name: "line", split: .test, inputs: try Tensor(samples(100) { $0 % 2 == 0 }, shape: [100, 16]),
      targets: .reconstruction(anomalous: (0..<100).map { $0 % 2 == 0 }))
    let model = try Model(name: "line", input: [1, 16]) {
      Dense(1)
      Dense(16)
    }.graph(seed: 1)
    let trained = try Trainer(model, options: options(epochs: 300, batch: 32, rate: 5e-2))
      .train(on: training, objective: MeanSquares())
    let score = try Evaluation.score(of: trained, on: test)
    #expect(score.kind == .areaUnderCurve)
    #expect(score.value > 0.99, "\(score.value)")
    #expect(try Evaluation.score(of: trained, on: training).kind == .meanSquaredError)
    // Noise of 0.02 in 15 of 16 directions stays, 0.02² · 15/16 = 3.75e-4. What the encoder takes in of it fades slowly:
    // as much again may be left, which is what PyTorch leaves after as many steps (3.9e-4…6.4e-4).
    let left = try Evaluation.score(of: trained, on: training).value
    #expect(left > 3e-4 && left < 7.5e-4, "\(left)")
  }

  @Test("Embeddings of identities tell unseen ones apart")
  func identities() throws {
    // Identities are directions in 6 of 12 dimensions; the others are nothing but noise, and as large.
    var source = RandomSource(seed: 7)
    func data(_ identities: Int, each: Int, _ split: DatasetSplit) throws -> Dataset {
      let centres = (0..<identities).map { _ in (0..<6).map { _ in source.normal() } }
      let rows = (0..<identities * each).flatMap { index in
        (0..<6).map { _ in source.normal() } + centres[index % identities].map { $0 + 0.2 * source.normal() }
      }
      return try Dataset(
        name: "directions", split: split, inputs: try Tensor(rows, shape: [identities * each, 12]),
        targets: .identities((0..<identities * each).map { Int32($0 % identities) }, count: identities))
    }
    let (training, test) = (try data(32, each: 40, .train), try data(12, each: 6, .test))
    let model = try Model(name: "embedding", input: [1, 12]) { Dense(8) }.graph(seed: 1)
    let before = try Evaluation.score(of: model, on: test)
    let objective = try IdentityClassification(training)
    let trained = try Trainer(model, options: options(epochs: 25, batch: 32, rate: 1e-2))
      .train(on: training, objective: objective)
    let after = try Evaluation.score(of: trained, on: test)
    #expect(after.kind == .trueAcceptRate)
    #expect(after.value > 0.7 && after.value > before.value + 0.3, "\(before.value) \(after.value)")
    // The objective's own weights are no part of the model.
    #expect(trained.parameters.count == model.parameters.count)
  }

  @Test("A detector finds bright squares")
  func detection() throws {
    var source = RandomSource(seed: 8)
    func data(_ count: Int, _ split: DatasetSplit) throws -> Dataset {
      var pixels = [Float](repeating: 0, count: count * 24 * 24)
      var boxes: [[LabelledBox]] = []
      for image in 0..<count {
        let (side, label) = (source.integer(in: 6...9), source.integer(below: 2))
        let (top, left) = (source.integer(in: 0...24 - side), source.integer(in: 0...24 - side))
        for y in top..<top + side {
          // One class is full, the other striped.
          for x in left..<left + side where label == 0 || y % 2 == 0 { pixels[(image * 24 + y) * 24 + x] = 1 }
        }
        boxes.append([
          LabelledBox(
            label: Int32(label), left: Float(left) / 24, top: Float(top) / 24, right: Float(left + side) / 24,
            bottom: Float(top + side) / 24)
        ])
      }
      let names = ["full", "striped"].map { ClassName(ja: $0, en: $0) }
      return try Dataset(
        name: "squares", split: split, inputs: try Tensor(pixels, shape: [count, 24, 24, 1]),
        targets: .boxes(boxes, names: names))
    }
    let (training, test) = (try data(256, .train), try data(64, .test))
    let trained = try Trainer(
      try Model.detector(input: [24, 24, 1], classes: 2).graph(seed: 1),
      options: options(epochs: 12, batch: 16, rate: 5e-3)
    ).train(on: training, objective: SingleShotDetection())
    let found = try Evaluation.detections(of: trained, on: test)
    guard case .boxes(let truth, _) = test.targets else { return }
    let metric = MeanAveragePrecision(found: found, truth: truth, classes: 2)
    #expect(metric.mean(atOverlap: 0.5) > 0.8, "\(metric.mean(atOverlap: 0.5))")
  }

  @Test("Targets of another kind are refused by every objective")
  func refused() throws {
    let data = try Glyphs16.dataset(split: .train, count: 64)
    let model = try Model.glyphNet.graph(seed: 1)
    for objective in [NextToken(), MeanSquares(), SingleShotDetection()] as [any Objective] {
      #expect(throws: (any Error).self) { try Trainer(model).train(on: data, objective: objective) }
    }
    #expect(throws: TrainingError.self) { try IdentityClassification(data) }
  }
}
