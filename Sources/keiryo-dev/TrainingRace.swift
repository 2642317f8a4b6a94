import Datasets
import Kernels
import Measurement
import Operators
import Peers
import Reports
import Tensors
import Training

/// One model that both sides train, with data in memory.
struct TrainingRace {
  let model: Model
  let images: Int

  static let all = [
    TrainingRace(model: leNet5, images: 10_000), TrainingRace(model: .resNet8, images: 5_000),
  ]

  /// The widths of LeCun et al. 1998 with rectifiers and maxima, as PyTorch's tutorials have it.
  private static let leNet5 = Model(name: "lenet5", input: [1, 28, 28, 1]) {
    Conv2D(6, kernel: 5, padding: .same)
    ReLU()
    MaxPool2D(2)
    Conv2D(16, kernel: 5)
    ReLU()
    MaxPool2D(2)
    Flatten()
    Dense(120)
    ReLU()
    Dense(84)
    ReLU()
    Dense(10)
  }

  static let batch = 64
  static let placements = 8
  /// Samples of each side in one placement. They and the steps before them fill one epoch.
  private static let pairs = 4
  private var stepsPerEpoch: Int { images / Self.batch }
  private var stepsPerSample: Int { stepsPerEpoch / (Self.pairs + 1) * 9 / 8 }
  private var warmUpSteps: Int { stepsPerEpoch - Self.pairs * (stepsPerSample + 1) }

  /// Times of one side and the other.
  struct Result: Encodable {
    let layout: TrainingPeer.Layout
    let version: String
    let comparison: Comparison
    let stepsPerEpoch: Int

    /// Seconds, by the median of the samples.
    var theirEpoch: Double { epoch(comparison.baseline) }
    var ourEpoch: Double { epoch(comparison.candidate) }

    private func epoch(_ samples: LatencySamples) -> Double {
      let sorted = samples.perRun.sorted()
      return sorted[sorted.count / 2] * Double(stepsPerEpoch) / 1e9
    }
  }

  /// Trains in turns: in each placement all sides begin anew; each sample is some steps after one that is not timed, the
  /// order of the sides turns round from sample to sample.
  func run(python: String, threads: Int) throws -> [Result] {
    let peers = try TrainingPeer.Layout.allCases.map {
      try TrainingPeer(python: python, model: model.name, layout: $0, threads: threads)
    }
    let graph = try model.graph(seed: 1)
    let data = try dataset()
    var theirs = [[Int64]](repeating: [], count: peers.count)
    var ours: [Int64] = []
    for placement in 0..<Self.placements {
      for peer in peers {
        try peer.begin()
        _ = try peer.time(steps: warmUpSteps)
      }
      var options = TrainingOptions()
      options.epochs = 1
      options.batchSize = Self.batch
      options.optimizer = .sgd(SGDOptions(learningRate: 0.01, momentum: 0.9))
      options.schedule = .constant
      options.seed = UInt64(placement)
      options.threads = threads
      let clock = SystemClock()
      var start: Int64 = 0
      var problem: (any Error)?
      func turn(_ order: [Int]) {
        do { for index in order { theirs[index].append(try peers[index].time(steps: stepsPerSample)) } } catch {
          problem = error
        }
      }
      _ = try Trainer(graph, options: options).train(on: data, objective: CrossEntropy()) { event in
        guard problem == nil, case .step(let done, _, _) = event, done >= warmUpSteps else { return }
        // Of every sample the first step is not timed.
        let (sample, step) = (done - warmUpSteps).quotientAndRemainder(dividingBy: stepsPerSample + 1)
        if step == 1 { start = clock.nanoseconds() }
        guard step == 0 else { return }
        if sample > 0 { ours.append(clock.nanoseconds() - start) }
        // Ours, theirs, theirs backwards, ours, ours, theirs …
        if sample % 2 == 1 {
          turn(Array(peers.indices))
          turn(peers.indices.reversed())
        }
      }
      if let problem { throw problem }
    }
    return try zip(peers, zip(TrainingPeer.Layout.allCases, theirs)).map { peer, side in
      let samples = try [side.1, ours].map {
        try LatencySamples(
          nanoseconds: $0, repetitions: stepsPerSample, warmUp: warmUpSteps, threads: threads, batch: Self.batch)
      }
      return Result(
        layout: side.0, version: peer.version,
        comparison: try Comparison(
          baseline: samples[0], candidate: samples[1],
          placements: [Int](repeating: Self.pairs, count: Self.placements), seed: 1),
        stepsPerEpoch: stepsPerEpoch)
    }
  }

  /// Uniform numbers with random labels: what is learned does not change what a step costs.
  private func dataset() throws -> Dataset {
    let shape = model.input.replacing(axis: 0, with: images)
    var random = RandomSource(seed: 3)
    let labels = (0..<images).map { _ in Int32(random.integer(in: 0...9)) }
    return try Dataset(
      name: "uniform", split: .train, images: .random(shape, from: 0, to: 1, seed: 2), labels: labels,
      classNames: (0...9).map { ClassName(ja: "\($0)", en: "\($0)") }, normalization: .identity)
  }
}
