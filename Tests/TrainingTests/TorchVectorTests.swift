import Datasets
import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing
import Training

@Suite("Training against PyTorch")
struct TorchVectorTests {
  private let vector: TorchVector

  init() throws { vector = try TorchVector.stored.get() }

  @Test("Four optimizer steps on given gradients", arguments: ["sgd", "nesterov", "adam", "adamw"])
  func optimizers(name: String) throws {
    var weights = vector.optimizers.start
    let count = weights.count
    var (first, second) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    for (step, gradients) in vector.optimizers.gradients.enumerated() {
      if name == "sgd" || name == "nesterov" {
        sgdStep(
          parameters: &weights, gradients: gradients, velocity: &first, count: count,
          SGDOptions(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, isNesterov: name == "nesterov"))
      } else {
        adamStep(
          parameters: &weights, gradients: gradients, first: &first, second: &second, count: count, step: step + 1,
          AdamOptions(learningRate: 0.01, weightDecay: 0.1, decoupledDecay: name == "adamw"))
      }
    }
    // Four steps of a handful of float32 roundings each.
    expectNear(weights, try #require(vector.optimizers.after[name]), 1e-6, name)
  }

  /// Convolution, batch normalization, maximum, fully connected.
  private func network(_ start: [String: [Float]]) throws -> Graph {
    let graph = try Model(name: "small", input: [1, 6, 6, 2]) {
      Conv2D(5, kernel: 3, padding: .same, bias: false)
      BatchNorm()
      ReLU()
      MaxPool2D(2)
      Flatten()
      Dense(4)
    }.graph(seed: 1)
    return try named(start, in: graph)
  }

  /// The graph with constants of these names set to these numbers.
  private func named(_ values: [String: [Float]], in source: Graph) throws -> Graph {
    var graph = source
    var left = Set(values.keys)
    for id in source.constants {
      guard let numbers = values[source[id].name] else { continue }
      graph.setConstant(id, try Tensor(numbers, shape: source.type(of: id).shape))
      left.remove(source[id].name)
    }
    #expect(left == [])
    return graph
  }

  @Test("Five steps with smoothing, normalization by batch, clipping and decay", arguments: ["sgd", "adamw"])
  func training(name: String) throws {
    let run = name == "sgd" ? vector.sgd : vector.adamw
    let data = try Dataset(
      name: "torch", split: .train, inputs: try Tensor(run.images, shape: [12, 6, 6, 2]),
      targets: .classes(run.labels, names: (0..<4).map { ClassName(ja: "\($0)", en: "\($0)") }))
    var options = TrainingOptions()
    options.epochs = 5
    options.batchSize = 12
    options.schedule = .constant
    options.clipNorm = 0.5
    options.optimizer =
      name == "sgd"
      ? .sgd(SGDOptions(learningRate: 0.2, momentum: 0.9, weightDecay: 0.05, isNesterov: true))
      : .adam(AdamOptions(learningRate: 0.02, epsilon: 1e-2, weightDecay: 0.05))
    var losses: [Float] = []
    let trained = try Trainer(try network(run.start), options: options).train(
      on: data, objective: CrossEntropy(labelSmoothing: 0.1)
    ) { if case .step(_, _, let loss) = $0 { losses.append(loss) } }
    // Five steps in float32 against float64; each sums over 12 · 36 positions.
    expectNear(losses, run.losses.map { Float($0) }, 2e-5, "losses")
    for id in trained.constants {
      guard let expected = run.after[trained[id].name] else { continue }
      expectNear(try #require(trained.constant(id)).floats, expected, 2e-4, trained[id].name)
    }
    #expect(Set(trained.constants.map { trained[$0].name }).isSuperset(of: run.after.keys))
  }

  @Test("Loss and gradient of single-shot detection")
  func detection() throws {
    let known = vector.detection
    let boxes = known.boxes.map {
      $0.map { LabelledBox(label: Int32($0[0]), left: $0[1], top: $0[2], right: $0[3], bottom: $0[4]) }
    }
    let shape: Shape = [2, 2, 3, 8]
    let grid = try #require(DetectionGrid(shape, classes: 3))
    var graph = Graph()
    let logits = graph.input("logits", .float32(shape))
    let targets = graph.constant(grid.targets(of: boxes))
    let loss = try SingleShotDetection().loss(logits: logits, targets: targets, auxiliary: [], in: &graph)
    let gradient = try #require(try graph.appendGradients(of: loss, withRespectTo: [logits])[0])
    graph.outputs = [loss, gradient]
    let found = try graph.reference([try Tensor(known.logits, shape: shape)])
    expectNear(found[0].floats, [Float(known.loss)], 1e-6, "loss")
    expectNear(found[1].floats, known.gradient, 1e-5, "gradient")
    let run = try Session(ExecutionPlan(graph)).run([try Tensor(known.logits, shape: shape)])
    expectNear(run[0].floats, [Float(known.loss)], 1e-5, "loss by the runtime")
    expectNear(run[1].floats, known.gradient, 1e-5, "gradient by the runtime")
  }

  @Test("Loss and all gradients of a causal transformer")
  func transformer() throws {
    let known = vector.transformer
    let model = Model.causalTransformer(input: [5], vocabulary: 7, width: 8, blocks: 1, heads: 2)
    var graph = try named(known.start, in: try model.graph(seed: 1)).batched(3)
    let data = try Dataset(
      name: "torch", split: .train, inputs: try Tensor(known.tokens, shape: [3, 5]),
      targets: .tokens(try Tensor(known.next, shape: [3, 5]), vocabulary: 7))
    let batch = try data.batch(0..<3)
    let objective = NextToken()
    let type = objective.targetType(
      output: graph.type(of: graph.outputs[0]), input: graph.type(of: graph.inputs[0]))
    let targets = try objective.targets(of: batch, inputs: batch.inputs, as: type)
    let parameters = graph.parameters
    #expect(Set(parameters.map { graph[$0].name }) == Set(known.gradients.keys))
    let loss = try objective.loss(
      logits: graph.outputs[0], targets: graph.constant(targets), auxiliary: [], in: &graph)
    let gradients = try graph.appendGradients(of: loss, withRespectTo: parameters)
    graph.outputs = [loss] + gradients.compactMap { $0 }
    let found = try graph.reference([batch.inputs])
    expectNear(found[0].floats, [Float(known.loss)], 1e-5, "loss")
    for (id, tensor) in zip(parameters, found.dropFirst()) {
      // A bias of keys moves all scores of a row alike: its gradient is 0 up to rounding.
      expectNear(tensor.floats, try #require(known.gradients[graph[id].name]), 1e-4, graph[id].name)
    }
  }
}
