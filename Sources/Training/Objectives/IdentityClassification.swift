package import Datasets
package import Graphs
import Operators
package import Tensors

/// Trains embeddings by telling the identities of the training data apart: softmax cross entropy of
/// `s · x/‖x‖ · Wᵀ`, with a row of weights for each identity that are no part of the model.
///
/// Only the direction of an embedding counts, so afterwards the cosine of two says whether they show the same.
/// Source: Wang et al. 2017 (arXiv 1704.06369), with rows as they are.
package struct IdentityClassification: Objective {
  /// Identities of the training data.
  package let count: Int
  package let scale: Float
  package let seed: UInt64

  /// - Parameters:
  ///   - dataset: training data with identities.
  ///   - seed: of the first weights.
  package init(_ dataset: Dataset, scale: Float = 16, seed: UInt64 = 1) throws(TrainingError) {
    guard case .identities(_, let count) = dataset.targets else {
      throw .targets(objective: "identities", found: dataset.targets.kind.rawValue)
    }
    self.count = count
    self.scale = scale
    self.seed = seed
  }

  package var ownWeights: Set<String> { ["identities"] }

  package func targetType(output: TensorType, input: TensorType) -> TensorType {
    .float32([output.shape[0], count])
  }

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    let targets = try batch.distributions()
    guard targets.type == type else { throw TrainingError.shape(model: "\(type)", data: "\(targets.type)") }
    return targets
  }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let width = graph.type(of: logits).shape.channels
    let squares = try graph.apply(ReduceSum(axes: [-1], keepsAxes: true), try graph.squared(logits))
    let length = try graph.apply(Sqrt(), try graph.shifted(squares, by: 1e-12))
    let direction = try graph.scaled(try graph.apply(Divide(), logits, length), by: scale)
    var source = RandomSource(seed: seed, stream: "identities")
    let deviation = 1 / Float(max(1, width)).squareRoot()
    let rows = (0..<count * width).map { _ in source.normal() * deviation }
    guard let tensor = try? Tensor(rows, shape: [count, width]) else { throw .malformed("no identities") }
    let weights = graph.constant(tensor, name: "identities")
    return try graph.apply(
      SoftmaxCrossEntropy(), try graph.apply(Gemm(transposeB: true), direction, weights), targets)
  }
}
