package import Graphs
package import Tensors

/// What may vary between training runs.
package struct TrainingOptions: Sendable {
  package var epochs = 4
  /// Samples that pass through the model together.
  package var batchSize = 64
  /// Batches whose gradients are averaged into one step of the optimizer: the step of a batch that many times as large,
  /// in the memory of one. Statistics of batch normalization are those of each batch.
  package var accumulation = 1
  package var optimizer = Optimizer.adam(learningRate: 2e-3)
  package var schedule = Schedule.cosine(warmUp: 0.05)
  /// Largest Euclidean length of all gradients together; longer ones are scaled down to it (Pascanu et al. 2013,
  /// arXiv 1211.5063). Nil: as they are.
  package var clipNorm: Float?
  package var augmentation = Augmentation()
  /// Epochs in a row without a better validation score before training ends. The weights of the best epoch are then the
  /// result, also when no patience ran out. Nil: the last weights. Without validation data it has no effect.
  package var patience: Int?
  /// Whether known statistics of batch normalizations go into the weights before them and training goes on without;
  /// otherwise they are normalized by the statistics of each batch, and the kept ones follow.
  package var foldsBatchNormalization = false
  /// Decides the order of the samples and how they are varied. The same seed and thread count give the same weights.
  package var seed: UInt64 = 1
  package var threads = 1
  /// Zero patterns to keep: after every update the weights are multiplied by their mask.
  package var masks: [ValueID: Tensor] = [:]

  package init() {}
}

/// Progress of a training run.
package enum TrainingEvent: Sendable, Hashable {
  /// After each step: steps done of all, and the loss of its samples.
  case step(done: Int, total: Int, loss: Float)
  /// After each epoch: its number from 1, its mean loss, and what the model reaches on validation data if there are any.
  case epoch(Int, of: Int, meanLoss: Float, score: Score?)
}

package enum TrainingError: Error, Sendable {
  case graph(GraphError)
  /// The loss became NaN or infinite: the learning rate is too high or the data are broken.
  case diverged(step: Int)
  case tooFewSamples(found: Int, batch: Int)
  case shape(model: String, data: String)
  /// The objective cannot use such targets.
  case targets(objective: String, found: String)
  /// Samples that are no images, or whose targets would have to move with them, cannot be varied so.
  case augmentation(data: String)
  /// Somebody asked to stop; what was done so far stands in the checkpoint if there is one.
  case stopped(step: Int)
}
