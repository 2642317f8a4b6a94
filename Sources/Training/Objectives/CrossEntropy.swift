package import Datasets
package import Graphs
import Operators
package import Tensors

/// Cross entropy with the classes: the mean over the batch of `−Σ p·log softmax(z)`.
package struct CrossEntropy: Objective {
  /// Share of every label that is spread over all classes, in `0..<1` (Szegedy et al. 2016, arXiv 1512.00567).
  package let labelSmoothing: Float

  package init(labelSmoothing: Float = 0) { self.labelSmoothing = labelSmoothing }

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    try batch.classTargets(smoothing: labelSmoothing, as: type)
  }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID { try graph.apply(SoftmaxCrossEntropy(), logits, targets) }
}
