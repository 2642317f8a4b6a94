package import Datasets
package import Graphs
import Operators
package import Tensors

/// What training minimizes: a scalar made of the model's output, the targets and, if it needs them, further inputs that
/// it fills for every batch. Weights of its own, if it names some, are trained with those of the model and are no part of
/// the result.
package protocol Objective {
  /// Type of the targets of one batch; by default that of the output.
  func targetType(output: TensorType, input: TensorType) -> TensorType

  /// The targets of a batch; by default the classes as distributions.
  /// - Parameter inputs: what the model gets, already varied.
  func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor

  /// Types of the further inputs for one batch.
  func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType]

  /// Appends the loss to the graph.
  /// - Parameters:
  ///   - logits: the output of the model.
  ///   - targets: of ``targetType(output:input:)``.
  ///   - auxiliary: the further inputs.
  func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID

  /// Names of constants in parameter positions that ``loss(logits:targets:auxiliary:in:)`` appends and that are trained,
  /// too; by default none.
  var ownWeights: Set<String> { get }

  /// Computes the further inputs for a batch of the model's inputs.
  mutating func auxiliaryInputs(for inputs: Tensor) throws -> [Tensor]
}

extension Objective {
  package func targetType(output: TensorType, input: TensorType) -> TensorType { output }

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    try batch.classTargets(smoothing: 0, as: type)
  }

  package var ownWeights: Set<String> { [] }
  package func auxiliaryTypes(batch: Int, classes: Int) -> [TensorType] { [] }
  package func auxiliaryInputs(for inputs: Tensor) throws -> [Tensor] { [] }
}

extension Batch {
  /// Classes as distributions of the type that a model's output has.
  /// - Throws: ``TrainingError`` when there are no classes, or of another number.
  func classTargets(smoothing: Float, as type: TensorType) throws(TrainingError) -> Tensor {
    guard targets.kind == .classes else { throw .targets(objective: "classes", found: targets.kind.rawValue) }
    let distributions = try? distributions(smoothing: smoothing)
    guard let distributions, distributions.type == type else {
      throw .shape(model: "\(type)", data: "\(distributions.map { "\($0.type)" } ?? "no classes")")
    }
    return distributions
  }
}
