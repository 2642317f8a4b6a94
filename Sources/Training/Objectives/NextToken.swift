package import Datasets
package import Graphs
import Operators
package import Tensors

/// Cross entropy of the next token, in nats per position: the mean of `−log softmax(z)[next]` over the positions whose
/// token counts.
package struct NextToken: Objective {
  package init() {}

  package func targetType(output: TensorType, input: TensorType) -> TensorType {
    .float32([output.shape.count / max(1, output.shape.channels), output.shape.channels])
  }

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    guard case .tokens(let tokens, let vocabulary) = batch.targets else {
      throw TrainingError.targets(objective: "tokens", found: batch.targets.kind.rawValue)
    }
    guard type.shape == [tokens.count, vocabulary] else {
      throw TrainingError.shape(model: "\(type.shape)", data: "\(tokens.shape) of \(vocabulary)")
    }
    let next = tokens.elements(as: Int32.self)
    let counted = next.count { $0 != Targets.ignoredToken }
    // The mean is taken over all rows: those that count share the weight of those that do not.
    let weight = Float(next.count) / Float(max(1, counted))
    var targets = Tensor(zeros: type)
    targets.withMutableElements(as: Float.self) { p in
      for (row, token) in next.enumerated() where token != Targets.ignoredToken {
        p[row * vocabulary + Int(token)] = weight
      }
    }
    return targets
  }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let shape = graph.type(of: logits).shape
    let rows = try graph.apply(Reshape([-1, shape.channels]), logits)
    // Rows that do not count sum to 0, so the softmax of each row enters with its own weight.
    let products = try graph.apply(Multiply(), try graph.apply(LogSoftmax(), rows), targets)
    let sum = try graph.apply(ReduceSum(axes: [], keepsAxes: false), products)
    return try graph.scaled(sum, by: -Float(shape.channels) / Float(max(1, shape.count)))
  }
}
