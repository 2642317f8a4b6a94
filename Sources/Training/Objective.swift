package import Graphs
import Operators
package import Tensors

/// What training minimizes: a scalar made of the model's output, the targets and, if it needs them, further inputs that
/// it fills for every batch.
package protocol Objective {
  /// Types of the further inputs for one batch.
  func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType]

  /// Appends the loss to the graph.
  /// - Parameters:
  ///   - logits: `[N, classes]`.
  ///   - targets: `[N, classes]`, a distribution per sample.
  ///   - auxiliary: the further inputs.
  func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID

  /// Computes the further inputs for a batch of images.
  mutating func auxiliaryInputs(for images: Tensor) throws -> [Tensor]
}

/// Cross entropy with the labels: the mean over the batch of `−Σ p·log softmax(z)`.
package struct CrossEntropy: Objective {
  package init() {}

  package func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType] { [] }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID { try graph.apply(SoftmaxCrossEntropy(), logits, targets) }

  package func auxiliaryInputs(for images: Tensor) throws -> [Tensor] { [] }
}
