package import Datasets
import EdgeRuntime
package import Graphs
import Kernels
import Operators
package import Tensors

/// Trains the parameters of a classifier: the gradient graph runs in the edge runtime, weights stay where they are and
/// are updated in place.
package struct Trainer {
  private let options: TrainingOptions
  private let graph: Graph

  /// - Parameter graph: one image input, one output `[N, classes]`.
  package init(_ graph: Graph, options: TrainingOptions = TrainingOptions()) throws(TrainingError) {
    do { self.graph = try FusionPipeline.simplified(graph) } catch { throw .graph(error) }
    self.options = options
  }

  /// Runs all epochs.
  /// - Parameters:
  ///   - objective: the loss.
  ///   - report: called after every batch and epoch.
  /// - Returns: the graph with trained weights, with the batch size it came with.
  package func train(
    on dataset: Dataset, objective: some Objective, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> Graph {
    var objective = objective
    let size = options.batchSize
    let stepsPerEpoch = dataset.count / size
    guard stepsPerEpoch > 0 else { throw TrainingError.tooFewSamples(found: dataset.count, batch: size) }
    let step = try TrainingStep(graph, objective: objective, batch: size, threads: options.threads)
    let weights = ParameterMemory(graph, step.parameters, optimizer: options.optimizer, masks: options.masks)
    step.bind(weights)
    let total = stepsPerEpoch * options.epochs
    var done = 0
    for epoch in 1...max(1, options.epochs) {
      var sum: Float = 0
      for batch in dataset.trainingBatches(size: size, seed: options.seed, epoch: epoch) {
        let images = try ModelInput.images(batch, shape: step.imageShape)
        let loss = try step.run(
          images: images, targets: try batch.distributions(),
          auxiliary: try objective.auxiliaryInputs(for: images))
        guard loss.isFinite else { throw TrainingError.diverged(step: done) }
        weights.update(rateFactor: options.schedule.factor(step: done, of: total))
        done += 1
        sum += loss
        report(.step(done: done, total: total, loss: loss))
      }
      report(.epoch(epoch, of: options.epochs, meanLoss: sum / Float(stepsPerEpoch)))
    }
    return weights.written(into: graph)
  }
}
