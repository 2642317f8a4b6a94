package import Graphs
package import Tensors

/// What may vary between training runs.
package struct TrainingOptions: Sendable {
  package var epochs = 4
  package var batchSize = 64
  package var optimizer = Optimizer.adam(learningRate: 2e-3)
  package var schedule = Schedule.cosine(warmUp: 0.05)
  /// Decides the order of the samples. The same seed and thread count give the same weights.
  package var seed: UInt64 = 1
  package var threads = 1
  /// Zero patterns to keep: after every update the weights are multiplied by their mask.
  package var masks: [ValueID: Tensor] = [:]

  package init() {}
}

/// Progress of a training run.
package enum TrainingEvent: Sendable, Hashable {
  /// After each batch: steps done of all, and the loss of the batch.
  case step(done: Int, total: Int, loss: Float)
  /// After each epoch: its number from 1 and its mean loss.
  case epoch(Int, of: Int, meanLoss: Float)
}

package enum TrainingError: Error, Sendable {
  case graph(GraphError)
  /// The loss became NaN or infinite: the learning rate is too high or the data are broken.
  case diverged(step: Int)
  case tooFewSamples(found: Int, batch: Int)
  case shape(model: String, data: String)
}
