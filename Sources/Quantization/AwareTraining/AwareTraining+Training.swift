package import Datasets
package import Graphs
import Kernels
import Operators
package import Tensors
package import Training

extension AwareTraining {
  /// Prepares a trained float graph and trains it with fake quantization.
  ///
  /// With ``Method/straightThrough`` ranges of activations are observed anew at the beginning of every epoch, through the
  /// weights of the moment, and averaged with those before; in the last third they stay. Other methods learn them, all
  /// epochs in one run.
  /// - Parameters:
  ///   - batches: calibration inputs.
  ///   - options: the epochs are those of all phases together.
  package func trained(
    _ source: Graph, calibrationBatches batches: [Tensor], on dataset: Dataset, options: TrainingOptions,
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> Graph {
    var graph = try prepared(source, calibrationBatches: batches)
    let objective = LimitedObjective(CrossEntropy(), decay: limitDecay)
    guard method == .straightThrough else {
      return try Trainer(graph, options: options).train(on: dataset, objective: objective, report: report)
    }
    let epochs = max(1, options.epochs)
    for epoch in 0..<epochs {
      if epoch > 0, epoch * 3 < epochs * 2 { graph = try reobserved(graph, over: batches) }
      // An epoch at the rate that the whole course has in its middle, in an order of its own.
      var part = options
      part.epochs = 1
      part.seed = options.seed &+ UInt64(epoch)
      part.schedule = .constant
      part.optimizer = options.optimizer.scaled(
        by: options.schedule.factor(step: 2 * epoch + 1, of: 2 * epochs))
      graph = try Trainer(graph, options: part).train(on: dataset, objective: objective) { event in
        switch event {
        case .step(let done, let total, let loss):
          report(.step(done: epoch * total + done, total: epochs * total, loss: loss))
        case .epoch(_, _, let loss, let score): report(.epoch(epoch + 1, of: epochs, meanLoss: loss, score: score))
        }
      }
    }
    return graph
  }

  /// The graph with ranges of activations between those it has and those that are observed now.
  private func reobserved(_ graph: Graph, over batches: [Tensor]) throws(QuantizationError) -> Graph {
    guard let first = batches.first else { throw .noCalibrationData }
    var nodes = graph.nodes
    let places = nodes.indices.filter { position in
      nodes[position].op is FakeQuantize && nodes[position].inputs[0].map { graph.constant($0) == nil } ?? false
    }
    let values = places.compactMap { nodes[$0].inputs[0] }
    let probe = try GraphProbe(graph, values, like: first)
    var observers = places.map { _ in calibration.makeObserver() }
    for batch in batches {
      for (number, value) in try probe.values(for: batch).enumerated() {
        do {
          try value.withElements(as: Float.self) { (x) throws(TensorError) in try observers[number].observe(x) }
        } catch { throw .notFinite(value: graph[values[number]].name) }
      }
    }
    var steps: [String: Float] = [:]
    for (position, observer) in zip(places, observers) {
      guard let op = nodes[position].op as? FakeQuantize else { continue }
      let (scale, zero) = (op.parameters.scale, Int(op.parameters.zeroPoint))
      let range = observer.range(for: .activations)
      let low = (Float(op.codes.lowerBound - zero) * scale + min(range.lowerBound, 0)) / 2
      let high = (Float(op.codes.upperBound - zero) * scale + max(range.upperBound, 0)) / 2
      let parameters = AffineParameters.asymmetric(low...max(low, high), codes: op.codes)
      nodes[position].op = FakeQuantize(parameters, codes: op.codes)
      if let id = nodes[position].inputs[0] { steps[AwareRewriting.stepName(graph[id].name)] = parameters.scale }
    }
    var result = graph
    result.setNodes(nodes)
    // Biases are rounded to products with these steps.
    for node in nodes where node.op is BiasFakeQuantize {
      if let id = node.inputs[1], let step = steps[graph[id].name] { result.setConstant(id, Tensor([step])) }
    }
    return result
  }
}

extension Optimizer {
  /// The same with another learning rate.
  fileprivate func scaled(by factor: Float) -> Optimizer {
    switch self {
    case .sgd(var options):
      options.learningRate *= factor
      return .sgd(options)
    case .adam(var options):
      options.learningRate *= factor
      return .adam(options)
    }
  }
}

/// A loss with half the squares of all learned limits beside it, as PACT asks for.
struct LimitedObjective<Base: Objective>: Objective {
  private var base: Base
  private let decay: Float

  init(_ base: Base, decay: Float) {
    self.base = base
    self.decay = decay
  }

  var ownWeights: Set<String> { base.ownWeights }

  func targetType(output: TensorType, input: TensorType) -> TensorType {
    base.targetType(output: output, input: input)
  }

  func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    try base.targets(of: batch, inputs: inputs, as: type)
  }

  func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType] { base.auxiliaryTypes(batch: batch, classes: classes) }

  func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let limits = graph.nodes.filter { ($0.op as? LearnedQuantize)?.gradient == .learnedLimit }
      .compactMap { $0.inputs[1] }
    var loss = try base.loss(logits: logits, targets: targets, auxiliary: auxiliary, in: &graph)
    for limit in limits {
      let square = try graph.apply(ReduceSum(axes: [], keepsAxes: false), graph.squared(limit))
      let factor = graph.constant(Tensor(repeating: decay / 2, shape: .scalar))
      loss = try graph.apply(Add(), loss, graph.apply(Multiply(), factor, square))
    }
    return loss
  }

  mutating func auxiliaryInputs(for inputs: Tensor) throws -> [Tensor] { try base.auxiliaryInputs(for: inputs) }
}
