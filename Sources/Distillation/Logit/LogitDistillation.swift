package import EdgeRuntime
package import Graphs
import Operators
package import Tensors
package import Training

/// Trains a student on the softened outputs of a teacher beside the labels.
///
/// `L = (1 − w)·CE(labels, softmax(z)) + w·T²·CE(softmax(t/T), softmax(z/T))`; the factor `T²` keeps the gradient of the
/// soft part at the size of the hard part when the temperature changes, because both softmaxes shrink it by `1/T`.
/// Source: Hinton, Vinyals, Dean 2015 (arXiv 1503.02531).
package struct LogitDistillation: Objective {
  package let temperature: Float
  /// Share of the soft part, in [0, 1].
  package let weight: Float
  private let teacher: Session

  /// - Parameters:
  ///   - teacher: a float or quantized graph with the student's inputs and classes.
  ///   - batch: samples per batch.
  package init(teacher: Graph, batch: Int, temperature: Float = 4, weight: Float = 0.7) throws {
    self.temperature = temperature
    self.weight = weight
    self.teacher = try Session(ExecutionPlan(teacher.batched(batch)))
  }

  package func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType] { [.float32([batch, classes])] }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let soften = graph.constant(Tensor([1 / temperature]), name: "inverse_temperature")
    let soft = try graph.apply(Softmax(axis: -1), try graph.apply(Multiply(), auxiliary[0], soften))
    let softLoss = try graph.apply(SoftmaxCrossEntropy(temperature: temperature), logits, soft)
    let hardLoss = try graph.apply(SoftmaxCrossEntropy(), logits, targets)
    let weighted = try graph.apply(Multiply(), softLoss, graph.constant(Tensor(repeating: weight, shape: .scalar)))
    let rest = try graph.apply(Multiply(), hardLoss, graph.constant(Tensor(repeating: 1 - weight, shape: .scalar)))
    return try graph.apply(Add(), weighted, rest)
  }

  package func auxiliaryInputs(for images: Tensor) throws -> [Tensor] { try teacher.run([images]) }
}
