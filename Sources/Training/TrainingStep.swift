import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors

/// The forward and backward pass of one batch, planned once.
final class TrainingStep {
  /// Weights that have a gradient, in the order of their inputs.
  let parameters: [ValueID]
  let imageShape: Shape
  let classes: Int
  private let session: Session
  private let auxiliaryCount: Int

  init(_ source: Graph, objective: some Objective, batch: Int, threads: Int) throws {
    var graph = try source.batched(batch)
    guard let image = graph.inputs.first, graph.inputs.count == 1, let logits = graph.outputs.first,
      graph.type(of: logits).shape.rank == 2
    else {
      throw TrainingError.shape(
        model: "\(graph.outputs.map(graph.type(of:)))", data: "one image input, one [N, classes] output")
    }
    imageShape = graph.type(of: image).shape
    classes = graph.type(of: logits).shape[1]
    let targets = graph.input("targets", .float32([batch, classes]))
    let types = objective.auxiliaryTypes(batch: batch, classes: classes)
    let auxiliary = types.enumerated().map { graph.input("auxiliary\($0)", $1) }
    auxiliaryCount = auxiliary.count
    let firstParameter = graph.inputs.count
    let candidates = graph.parameters
    graph.promoteToInputs(candidates)
    let loss = try objective.loss(logits: logits, targets: targets, auxiliary: auxiliary, in: &graph)
    let gradients = try graph.appendGradients(of: loss, withRespectTo: candidates)
    graph.outputs = [loss]
    var options = PlanOptions()
    var trained: [ValueID] = []
    for (position, (id, gradient)) in zip(candidates, gradients).enumerated() {
      options.boundInputs.insert(firstParameter + position)
      guard let gradient else { throw TrainingError.graph(.malformed("\(graph[id].name) does not reach the loss")) }
      options.boundOutputs.insert(graph.outputs.count)
      graph.outputs.append(gradient)
      trained.append(id)
    }
    parameters = trained
    session = Session(
      try ExecutionPlan(graph, options: options), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
  }

  func bind(_ memory: ParameterMemory) {
    let first = 2 + auxiliaryCount
    session.bind(
      inputs: Dictionary(uniqueKeysWithValues: memory.weights.enumerated().map { (first + $0, $1.base) }),
      outputs: Dictionary(uniqueKeysWithValues: memory.gradients.enumerated().map { (1 + $0, $1.base) }))
  }

  /// - Returns: the loss of the batch; gradients stand in the bound memory.
  /// - Throws: ``TrainingError/shape(model:data:)`` when the data have other classes than the model.
  func run(images: Tensor, targets: Tensor, auxiliary: [Tensor]) throws -> Float {
    let expected: Shape = [imageShape[0], classes]
    guard images.shape == imageShape, targets.shape == expected else {
      throw TrainingError.shape(model: "\(imageShape) → \(expected)", data: "\(images.shape) → \(targets.shape)")
    }
    for (position, tensor) in ([images, targets] + auxiliary).enumerated() {
      tensor.withBytes { bytes in
        if let source = bytes.baseAddress {
          session.inputPointer(position).copyMemory(from: source, byteCount: bytes.count)
        }
      }
    }
    try session.run()
    return session.outputPointer(0).load(as: Float.self)
  }
}
