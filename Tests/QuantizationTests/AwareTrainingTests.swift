import Datasets
import EdgeRuntime
import Graphs
import Kernels
import Operators
import Quantization
import Tensors
import Testing
import Training

@Suite("Quantization-aware training")
struct AwareTrainingTests {
  static func model() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(8, kernel: 3, stride: 2, padding: .same)
      ReLU()
      Conv2D(16, kernel: 3, stride: 2, padding: .same)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
  }

  static func data(_ split: DatasetSplit, _ count: Int) throws -> Dataset {
    try Glyphs16.dataset(split: split, count: count)
  }

  static func samples(_ count: Int, for graph: Graph) throws -> [Tensor] {
    try ModelInput.samples(count, of: data(.calibration, count), for: graph)
  }

  static func trained(_ graph: Graph, _ options: TrainingOptions, count: Int = 256) throws -> Graph {
    try Trainer(graph, options: options).train(on: data(.train, count), objective: CrossEntropy())
  }

  /// The codes that a layer's weights may have, as reals.
  private func weightLevels(_ graph: Graph, _ method: AwareTraining.Method) throws -> [Int] {
    let frozen = try FusionPipeline.optimized(graph)
    return frozen.nodes.compactMap { node in
      guard node.op is Conv || node.op is Gemm else { return nil }
      return frozen.constant(node.inputs[1]).map { Set($0.floats).count }
    }
  }

  @Test("Everything that becomes codes is rounded, and edges have eight bits", arguments: AwareTraining.Method.allCases)
  func places(method: AwareTraining.Method) throws {
    let graph = try Self.model()
    let aware = try AwareTraining(method, weightBits: 2, activationBits: 3, granularity: .perTensor)
      .prepared(graph, calibrationBatches: Self.samples(8, for: graph))
    // Input, two activations and what lies behind the mean; three layers.
    let activations = aware.nodes.compactMap { node -> ClosedRange<Int>? in
      guard aware.constant(node.inputs[0]) == nil else { return nil }
      return (node.op as? FakeQuantize)?.codes ?? (node.op as? LearnedQuantize)?.codes
    }
    #expect(activations.map { $0.count } == [256, 8, 8, 256])
    let levels = try weightLevels(aware, method)
    try #require(levels.count == 3)
    #expect(levels[0] > 16 && levels[2] > 16)
    #expect(levels[1] <= 4)
  }

  @Test("With so many bits that rounding is nothing, training gives the weights of float training")
  func manyBits() throws {
    let graph = try Self.model()
    var options = TrainingOptions()
    options.epochs = 1
    options.optimizer = .sgd(.init(learningRate: 0.01, momentum: 0.9))
    var settings = AwareTraining(.straightThrough, weightBits: 16, activationBits: 16, edgeBits: 16)
    settings.calibration = .minMax
    // Ranges of another batch would clip what this one has beyond them.
    let batches = try Self.samples(256, for: graph).map { try Tensor($0.floats.map { $0 * 1.5 }, shape: $0.shape) }
    let aware = try Self.trained(settings.prepared(graph, calibrationBatches: batches), options)
    let plain = try Self.trained(graph, options)
    let first = try #require(WeightedLayer.all(of: plain).first)
    let (a, b) = (plain.weightRows(of: first), try #require(aware.constant(first.weights)).floats)
    let change = zip(a, Self.start(graph)).map { abs($0 - $1) }.max() ?? 0
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? 1
    // Four steps; codes of 16 bits move values by up to 10⁻⁵ of their range.
    #expect(difference < 0.01 * change, "\(difference) against \(change)")
  }

  private static func start(_ graph: Graph) -> [Float] {
    WeightedLayer.all(of: graph).first.map { graph.weightRows(of: $0) } ?? []
  }

  @Test(
    "Steps and limits are learned and stay positive; the loss falls",
    arguments: [AwareTraining.Method.learnedStep, .learnedLimit])
  func learned(method: AwareTraining.Method) throws {
    let graph = try Self.model()
    let settings = AwareTraining(method, weightBits: 3, activationBits: 4)
    let aware = try settings.prepared(graph, calibrationBatches: Self.samples(8, for: graph))
    func steps(_ graph: Graph) -> [Float] {
      graph.nodes.filter { $0.op is LearnedQuantize }.flatMap { graph.reals($0.inputs[1]) ?? [] }
    }
    var options = settings.options(epochs: 3)
    options.batchSize = 32
    var losses: [Float] = []
    let trained = try Trainer(aware, options: options).train(on: Self.data(.train, 256), objective: CrossEntropy()) {
      if case .epoch(_, _, let loss, _) = $0 { losses.append(loss) }
    }
    let (before, after) = (steps(aware), steps(trained))
    #expect(before.count == after.count && before != after)
    #expect(after.allSatisfy { $0 > 0 })
    try #require(losses.count == 3)
    #expect(losses[2] < losses[0])
  }

  @Test("Training runs on kernels only", arguments: AwareTraining.Method.allCases)
  func kernels(method: AwareTraining.Method) throws {
    let graph = try Self.model()
    var aware = try AwareTraining(method, weightBits: 4, activationBits: 4)
      .prepared(graph, calibrationBatches: Self.samples(4, for: graph)).batched(8)
    let targets = aware.input("targets", .float32([8, 10]))
    let parameters = aware.parameters
    aware.promoteToInputs(parameters)
    let loss = try aware.apply(SoftmaxCrossEntropy(), aware.outputs[0], targets)
    let gradients = try aware.appendGradients(of: loss, withRespectTo: parameters)
    #expect(gradients.allSatisfy { $0 != nil })
    aware.outputs = [loss] + gradients.compactMap { $0 }
    #expect(try ExecutionPlan(aware).referenceSteps.isEmpty)
  }

  @Test(
    "The integer graph gives the class of the fake-quantized one in 99.9 % of samples, on kernels for codes",
    arguments: AwareTraining.Method.allCases, [3, 8])
  func exported(method: AwareTraining.Method, bits: Int) throws {
    let graph = try Self.model()
    let settings = AwareTraining(method, weightBits: bits, activationBits: bits)
    var options = settings.options(epochs: 2)
    options.batchSize = 32
    let trained = try settings.trained(
      graph, calibrationBatches: Self.samples(16, for: graph), on: Self.data(.train, 256), options: options)
    let integer = try settings.exported(trained)
    #expect(!integer.nodes.contains { $0.op is any FakeQuantizer })
    let kernels = try ExecutionPlan(integer).graph.nodes
    #expect(kernels.filter { $0.op is Conv }.allSatisfy { $0.epilogue.output != nil })
    let data = try Self.data(.test, 1_000)
    let (a, b) = (try Self.scores(trained, data), try Self.scores(integer, data))
    var classes = Set<Int>()
    var same = 0
    for (x, y) in zip(a, b) {
      let best = x.indices.max { x[$0] < x[$1] } ?? 0
      classes.insert(best)
      // With one step for all weights of the last layer scores are multiples of one number, so that equal ones occur.
      if y[best] >= (y.max() ?? 0) - 1e-5 { same += 1 }
    }
    #expect(same >= 999, "\(same) of 1,000")
    // A model that always says the same would agree, too.
    #expect(classes.count > 2)
  }

  private static func scores(_ graph: Graph, _ data: Dataset) throws -> [[Float]] {
    let size = 50
    let batched = try graph.batched(size)
    let session = try Session(ExecutionPlan(batched))
    var result: [[Float]] = []
    for start in stride(from: 0, to: data.count, by: size) {
      let shape = batched.type(of: batched.inputs[0]).shape
      let images = try ModelInput.images(data.batch(Array(start..<start + size)), shape: shape)
      let y = try session.run([images])[0].floats
      for row in 0..<size { result.append(Array(y[row * 10..<(row + 1) * 10])) }
    }
    return result
  }
}
