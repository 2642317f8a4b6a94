import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors

/// The forward and backward pass of one batch, planned once.
final class TrainingStep {
  /// Weights that have a gradient, in the order of their inputs; behind those of the model the objective's own.
  let parameters: [ValueID]
  /// What they start from.
  let initialValues: [Tensor]
  let inputType: TensorType
  let targetType: TensorType
  /// The batch normalizations of the graph.
  let normalizations: [RunningStatistics.Place]
  private let session: Session
  private let auxiliaryCount: Int

  init(
    _ source: Graph, objective: some Objective, batch: Int, threads: Int, foldsNormalization: Bool = false
  ) throws {
    var graph = try source.batched(batch)
    normalizations = foldsNormalization ? [] : try graph.normalizeByBatch()
    guard let input = graph.inputs.first, graph.inputs.count == 1, let output = graph.outputs.first,
      graph.type(of: output).element == .float32, graph.type(of: output).shape.rank >= 2
    else {
      throw TrainingError.shape(
        model: "\(graph.inputs.map(graph.type(of:))) → \(graph.outputs.map(graph.type(of:)))",
        data: "one input, one output of reals for each sample")
    }
    let outputType = graph.type(of: output)
    inputType = graph.type(of: input)
    targetType = objective.targetType(output: outputType, input: inputType)
    let targets = graph.input("targets", targetType)
    let types = objective.auxiliaryTypes(batch: batch, classes: outputType.shape.channels)
    let auxiliary = types.enumerated().map { graph.input("auxiliary\($0)", $1) }
    auxiliaryCount = auxiliary.count
    let firstParameter = graph.inputs.count
    let own = graph.parameters
    let ownValues = own.compactMap { graph.constant($0) }
    graph.promoteToInputs(own)
    let loss = try objective.loss(logits: output, targets: targets, auxiliary: auxiliary, in: &graph)
    let added = graph.parameters.filter { objective.ownWeights.contains(graph[$0].name) }
    initialValues = ownValues + added.compactMap { graph.constant($0) }
    graph.promoteToInputs(added)
    parameters = own + added
    let gradients = try graph.appendGradients(of: loss, withRespectTo: parameters)
    graph.outputs = [loss]
    var options = PlanOptions()
    for (position, (id, gradient)) in zip(parameters, gradients).enumerated() {
      options.boundInputs.insert(firstParameter + position)
      guard let gradient else { throw TrainingError.graph(.malformed("\(graph[id].name) does not reach the loss")) }
      options.boundOutputs.insert(graph.outputs.count)
      graph.outputs.append(gradient)
    }
    graph.outputs += normalizations.flatMap { [$0.batchMean, $0.batchVariance] }
    session = Session(
      try ExecutionPlan(graph, options: options), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
  }

  func bind(_ memory: ParameterMemory) {
    let first = 2 + auxiliaryCount
    session.bind(
      inputs: Dictionary(uniqueKeysWithValues: memory.weights.enumerated().map { (first + $0, $1.base) }),
      outputs: Dictionary(uniqueKeysWithValues: memory.gradients.enumerated().map { (1 + $0, $1.base) }))
  }

  /// - Returns: the loss of the batch; gradients stand in the bound memory, until the next run the statistics of the
  ///   batch in ``statistics``.
  /// - Throws: ``TrainingError/shape(model:data:)`` when the data are of other types than the model takes.
  func run(inputs: Tensor, targets: Tensor, auxiliary: [Tensor]) throws -> Float {
    guard inputs.type == inputType, targets.type == targetType else {
      throw TrainingError.shape(model: "\(inputType) → \(targetType)", data: "\(inputs.type) → \(targets.type)")
    }
    for (position, tensor) in ([inputs, targets] + auxiliary).enumerated() {
      tensor.withBytes { bytes in
        if let source = bytes.baseAddress {
          session.inputPointer(position).copyMemory(from: source, byteCount: bytes.count)
        }
      }
    }
    try session.run()
    return session.outputPointer(0).load(as: Float.self)
  }

  /// Mean and variance of the last batch for each of ``normalizations``.
  var statistics: [UnsafePointer<Float>] {
    (0..<2 * normalizations.count).map {
      UnsafePointer(session.outputPointer(1 + parameters.count + $0).assumingMemoryBound(to: Float.self))
    }
  }
}
