package import Graphs
import Kernels
import Operators
package import Tensors
package import Training

/// Quantization-aware training: rounding stands in the graph while it is trained, so that weights find values that
/// survive it. Float graph → float graph with fake quantization, which ``exported(_:)`` turns into the integer graph.
///
/// Starts from a trained model; batch normalizations are folded first, and what is trained are the folded weights.
/// Promise: the exported graph computes with the codes that the trained graph rounds to.
/// Source: Jacob et al. 2018 (arXiv 1712.05877); Krishnamoorthi 2018 (arXiv 1806.08342).
package struct AwareTraining: Sendable, Hashable {
  /// How weights and activations are rounded, and what else is learned.
  package enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// Steps follow the largest weight and the observed range; gradients go straight through.
    case straightThrough = "ste"
    /// Steps of weights and activations are learned. Source: Esser et al. 2020 (arXiv 1902.08153).
    case learnedStep = "lsq"
    /// Upper limits of activations are learned (Choi et al. 2018, arXiv 1805.06085); weights are on DoReFa's levels
    /// (Zhou et al. 2016, arXiv 1606.06160) times their largest magnitude before training.
    case learnedLimit = "pact"
  }

  package var method: Method
  /// Of a code: weights 2 to 8 (DoReFa's: 2 to 7), activations 2 to 8.
  package var weightBits: Int
  package var activationBits: Int
  /// Of the first and the last layer, and of what they read if activations do not have more.
  package var edgeBits: Int
  package var granularity: Granularity
  /// What chooses the first ranges.
  package var calibration: Calibration
  /// On half of the square of every learned limit, beside the loss.
  package var limitDecay: Float

  package init(
    _ method: Method = .learnedStep, weightBits: Int = 4, activationBits: Int = 8, edgeBits: Int = 8,
    granularity: Granularity = .perChannel, calibration: Calibration = .percentile(0.9999), limitDecay: Float = 1e-4
  ) {
    self.method = method
    self.weightBits = weightBits
    self.activationBits = activationBits
    self.edgeBits = edgeBits
    self.granularity = granularity
    self.calibration = calibration
    self.limitDecay = limitDecay
  }

  /// The graph with fake quantization, ready to be trained.
  /// - Parameters:
  ///   - source: a trained float graph.
  ///   - batches: calibration inputs of its first input's type but for the batch.
  package func prepared(_ source: Graph, calibrationBatches batches: [Tensor]) throws(QuantizationError) -> Graph {
    let quantizable = try QuantizableGraph(source)
    let observed = try ObservedActivations(quantizable, over: batches, calibration: calibration)
    return try AwareRewriting(quantizable, self, observed).run()
  }

  /// Settings that fit fine-tuning: stochastic gradient descent with momentum 0.9 along a cosine, and the weight decay that
  /// LSQ states for the number of bits.
  package func options(epochs: Int, learningRate: Float = 0.01) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    let decay: Float = weightBits >= 4 ? 1e-4 : weightBits == 3 ? 0.5e-4 : 0.25e-4
    options.optimizer = .sgd(.init(learningRate: learningRate, momentum: 0.9, weightDecay: decay))
    options.schedule = .cosine(warmUp: 0.05)
    return options
  }
}
