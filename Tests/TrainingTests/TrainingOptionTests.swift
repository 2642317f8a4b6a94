import Datasets
import Graphs
import Kernels
import Operators
import Tensors
import Testing
import Training

@Suite("Options of training")
struct TrainingOptionTests {
  private func graph() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(4, kernel: 3, stride: 2, padding: .same)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 9)
  }

  private func options(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 32
    options.optimizer = .sgd(SGDOptions(learningRate: 0.1, momentum: 0.9))
    change(&options)
    return options
  }

  private func weights(_ graph: Graph) -> [[Float]] { graph.parameters.compactMap { graph.constant($0)?.floats } }

  @Test("Four batches of 8 for each step are one of 32")
  func accumulation() throws {
    let data = try Glyphs16.dataset(split: .train, count: 96)
    let large = try Trainer(graph(), options: options { _ in }).train(on: data, objective: CrossEntropy())
    let parts = try Trainer(
      graph(),
      options: options {
        $0.batchSize = 8
        $0.accumulation = 4
      }
    ).train(on: data, objective: CrossEntropy())
    for (a, b) in zip(weights(large), weights(parts)) {
      // The same sums in another order, nine steps: some hundred roundings of 2⁻²⁴.
      for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-4) }
    }
  }

  @Test("Decay moves matrices and kernels and spares vectors")
  func decay() throws {
    let data = try Glyphs16.dataset(split: .train, count: 32)
    func step(_ decay: Float) throws -> Graph {
      try Trainer(
        graph(),
        options: options {
          $0.epochs = 1
          $0.schedule = .constant
          $0.optimizer = .sgd(SGDOptions(learningRate: 0.1, weightDecay: decay))
        }
      ).train(on: data, objective: CrossEntropy())
    }
    let (plain, decayed, start) = (try step(0), try step(0.5), try graph())
    for id in plain.parameters {
      let (a, b) = (try #require(plain.constant(id)).floats, try #require(decayed.constant(id)).floats)
      let w = try #require(start.constant(id)).floats
      let isVector = plain.type(of: id).shape.rank == 1
      // One step: w − 0.1·(g + 0.5·w), rounded twice.
      for (index, pair) in zip(a, b).enumerated() {
        let expected = isVector ? pair.0 : pair.0 - 0.05 * w[index]
        #expect(abs(pair.1 - expected) < 1e-6, "\(plain[id].name)")
      }
    }
  }

  @Test("A gradient longer than the limit moves the weights by the limit")
  func clipping() throws {
    let data = try Glyphs16.dataset(split: .train, count: 32)
    let trained = try Trainer(
      graph(),
      options: options {
        $0.epochs = 1
        $0.schedule = .constant
        $0.clipNorm = 1e-3
        $0.optimizer = .sgd(SGDOptions(learningRate: 1))
      }
    ).train(on: data, objective: CrossEntropy())
    let moved = zip(weights(trained), weights(try graph())).flatMap { zip($0, $1).map { Double($0) - Double($1) } }
    let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Weights of about 1 are rounded to 6e-8 when they move: 1 % of a length of 1e-3 spread over 90 of them.
    #expect(abs(length - 1e-3) < 1e-5)
  }

  @Test("Without a better score for as long as patience lasts, the best weights come back")
  func patience() throws {
    let data = try Glyphs16.dataset(split: .train, count: 64)
    let validation = try Glyphs16.dataset(split: .validation, count: 100)
    var scores: [Score] = []
    let options = options {
      $0.epochs = 40
      $0.batchSize = 16
      $0.patience = 3
      // So large that it soon gets worse.
      $0.optimizer = .sgd(SGDOptions(learningRate: 2, momentum: 0.9))
    }
    let trained = try Trainer(graph(), options: options).train(
      on: data, validation: validation, objective: CrossEntropy()
    ) { if case .epoch(_, _, _, let score?) = $0 { scores.append(score) } }
    let best = try #require(scores.map(\.value).max())
    let first = try #require(scores.firstIndex { $0.value == best })
    #expect(scores.count == min(40, first + 4))
    #expect(scores.count < 40)
    #expect(try Evaluation.score(of: trained, on: validation) == scores[first])
  }

  @Test("Batch normalization learns its statistics; two threads give the same bytes every time", arguments: [1, 2])
  func normalization(threads: Int) throws {
    let model = try Model(name: "norm", input: [1, 16, 16, 1]) {
      Conv2D(8, kernel: 3, stride: 2, padding: .same, bias: false)
      BatchNorm()
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 2)
    let data = try Glyphs16.dataset(split: .train, count: 256)
    func train() throws -> Graph {
      try Trainer(
        model,
        options: options {
          $0.epochs = 12
          $0.threads = threads
        }
      ).train(on: data, objective: CrossEntropy())
    }
    let (first, second) = (try train(), try train())
    for id in first.constants { #expect(first.constant(id) == second.constant(id)) }
    // 96 steps leave 0.9⁹⁶ < 10⁻⁴ of the first statistics: the kept ones are those of the data under recent weights, so
    // the channels that go on have about mean 0 and variance 1 over the data before scale and shift.
    let norm = try #require(first.nodes.first { $0.op is BatchNormalization })
    var before = first
    before.outputs = [try #require(norm.inputs[0])]
    let sums = try Evaluation.embeddings(of: before.withoutDeadNodes(), on: data)
    let mean = try #require(first.constant(norm.inputs[3])).floats
    let variance = try #require(first.constant(norm.inputs[4])).floats
    for channel in 0..<8 {
      let numbers = sums.flatMap { row in stride(from: channel, to: row.count, by: 8).map { Double(row[$0]) } }
      let truth = numbers.reduce(0, +) / Double(numbers.count)
      let spread = numbers.reduce(0) { $0 + ($1 - truth) * ($1 - truth) } / Double(numbers.count)
      #expect(abs(Double(mean[channel]) - truth) < 0.15 * spread.squareRoot())
      #expect(abs(Double(variance[channel]) - spread) < 0.25 * spread)
    }
  }

  @Test("Folded, a normalization goes into the layer before it and stays away")
  func folded() throws {
    let model = try Model(name: "norm", input: [1, 16, 16, 1]) {
      Conv2D(8, kernel: 3, stride: 2, padding: .same)
      BatchNorm()
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 2)
    let data = try Glyphs16.dataset(split: .train, count: 64)
    let trained = try Trainer(model, options: options { $0.foldsBatchNormalization = true })
      .train(on: data, objective: CrossEntropy())
    #expect(!trained.nodes.contains { $0.op is BatchNormalization })
  }
}
