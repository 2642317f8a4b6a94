package import Datasets
package import Graphs
import Operators
package import Tensors

/// Mean squared error of the output against the input itself (an autoencoder) or against given values.
package struct MeanSquares: Objective {
  package init() {}

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    let wanted: Tensor
    switch batch.targets {
    case .reconstruction: wanted = inputs
    case .values(let values): wanted = values
    default: throw TrainingError.targets(objective: "values", found: batch.targets.kind.rawValue)
    }
    guard wanted.element == type.element, wanted.shape.count == type.shape.count else {
      throw TrainingError.shape(model: "\(type)", data: "\(wanted.type)")
    }
    return try wanted.reshaped(to: type.shape)
  }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID { try graph.apply(MeanSquaredError(), logits, targets) }
}
