import Datasets
import Graphs
import Kernels
import Operators
import Tensors
import Testing
import Training

@Suite("Training runs")
struct TrainerTests {
  static func model() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(6, kernel: 3, stride: 2, padding: .same)
      ReLU()
      DepthwiseConv2D(kernel: 3)
      ReLU()
      Conv2D(10, kernel: 3, stride: 2, padding: .same)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 9)
  }

  static func bytes(_ graph: Graph) -> [[UInt8]] {
    graph.parameters.map { graph.constant($0)?.withBytes { Array($0) } ?? [] }
  }

  func trained(
    seed: UInt64 = 4, threads: Int = 1, epochs: Int = 2, learningRate: Float = 2e-3, masks: [ValueID: Tensor] = [:],
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> Graph {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = 32
    options.seed = seed
    options.optimizer = .adam(learningRate: learningRate)
    options.threads = threads
    options.masks = masks
    return try Trainer(try Self.model(), options: options)
      .train(on: try Glyphs16.dataset(split: .train, count: 256), objective: CrossEntropy(), report: report)
  }

  @Test("The same seed gives the same bytes, another seed others")
  func seeds() throws {
    let first = Self.bytes(try trained())
    #expect(first.count == 8)
    #expect(Self.bytes(try trained()) == first)
    #expect(Self.bytes(try trained(seed: 5)) != first)
  }

  @Test("Threads change the order of sums at most: two runs with two threads agree, and stay near one thread")
  func threads() throws {
    let one = try trained(threads: 1)
    let two = try trained(threads: 2)
    #expect(Self.bytes(try trained(threads: 2)) == Self.bytes(two))
    for id in one.parameters {
      let (a, b) = (try #require(one.constant(id)).floats, try #require(two.constant(id)).floats)
      // Gradients of a weight are sums over all positions of a batch; Adam divides them by their own size, so a
      // last-bit difference moves a weight by far less than one learning rate (0.002).
      for (x, y) in zip(a, b) { #expect(abs(x - y) < 2e-3, "\(one[id].name)") }
    }
  }

  @Test("Masked weights are zero after training, the others have moved")
  func masks() throws {
    let start = try Self.model()
    var masks: [ValueID: Tensor] = [:]
    for id in start.parameters where start.type(of: id).shape.rank > 1 {
      let shape = start.type(of: id).shape
      masks[id] = try Tensor((0..<shape.count).map { Float($0 % 3 == 0 ? 0 : 1) }, shape: shape)
    }
    #expect(masks.count == 4)
    let graph = try trained(masks: masks)
    for (id, mask) in masks {
      let (before, after) = (try #require(start.constant(id)).floats, try #require(graph.constant(id)).floats)
      for (index, keep) in mask.floats.enumerated() {
        if keep == 0 { #expect(after[index] == 0) } else { #expect(after[index] != before[index]) }
      }
    }
  }

  @Test("The loss falls, every step and epoch is reported, and the graph keeps its batch of one")
  func falls() throws {
    var steps: [Int] = []
    var losses: [Float] = []
    let graph = try trained(epochs: 20, learningRate: 2e-2) { event in
      switch event {
      case .step(let done, let total, _):
        #expect(total == 160)
        steps.append(done)
      case .epoch(let number, let count, let loss, _):
        #expect(number == losses.count + 1)
        #expect(count == 20)
        losses.append(loss)
      }
    }
    #expect(steps == Array(1...160))
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    // Ten balanced classes begin near ln 10 ≈ 2.3; a tenth less is far outside the noise of 256 images.
    #expect(last < first * 0.9, "\(losses)")
    #expect(graph.type(of: graph.inputs[0]).shape == [1, 16, 16, 1])
  }

  @Test("Too few samples and a learning rate without bounds are errors, not results")
  func refused() throws {
    let few = try Glyphs16.dataset(split: .train, count: 8)
    #expect(throws: TrainingError.self) {
      try Trainer(try Self.model(), options: TrainingOptions()).train(on: few, objective: CrossEntropy())
    }
    var options = TrainingOptions()
    options.batchSize = 32
    options.optimizer = .sgd(SGDOptions(learningRate: 1e30))
    options.schedule = .constant
    let trainer = try Trainer(try Self.model(), options: options)
    let some = try Glyphs16.dataset(split: .train, count: 256)
    let error = try #require(throws: TrainingError.self) { try trainer.train(on: some, objective: CrossEntropy()) }
    guard case .diverged = error else {
      Issue.record("another kind: \(error)")
      return
    }
    // The only step has a finite loss and leaves weights that are none.
    options.epochs = 1
    options.batchSize = 256
    options.optimizer = .sgd(SGDOptions(learningRate: .greatestFiniteMagnitude, weightDecay: 1e9))
    let last = try Trainer(try Self.model(), options: options)
    #expect(throws: TrainingError.self) { try last.train(on: some, objective: CrossEntropy()) }
  }

  @Test("Accuracy is read from codes that stand for reals; a model of whole numbers or without an input is refused")
  func accuracyOfOtherModels() throws {
    let data = try Glyphs16.dataset(split: .test, count: 40)
    func model(_ head: (inout Graph, ValueID) throws -> ValueID) throws -> Graph {
      var graph = Graph()
      let x = graph.input("x", .float32([1, 16, 16, 1]))
      graph.outputs = [try head(&graph, try graph.apply(Flatten(), x))]
      return graph
    }
    let codes = QuantizeLinear(.uint8, QuantizationParameters(scale: 1.0 / 255))
    #expect(throws: Never.self) { try Evaluation.accuracy(of: model { $1 }, on: data) }
    #expect(throws: Never.self) { try Evaluation.accuracy(of: model { try $0.apply(codes, $1) }, on: data) }
    var whole = Graph()
    whole.outputs = [whole.input("x", TensorType(.int64, [1, 10]))]
    #expect(throws: TrainingError.self) { try Evaluation.accuracy(of: whole, on: data) }
    var constant = Graph()
    constant.outputs = [try constant.apply(Identity(), constant.constant(.random([1, 10], seed: 1)))]
    #expect(throws: TrainingError.self) { try Evaluation.accuracy(of: constant, on: data) }
  }
}
