package import Datasets
package import Graphs
package import Reports
package import Tensors
package import Training

/// One step of a recipe: a folder in `Stages`. It takes a graph and gives a graph that keeps its promise.
package protocol CompressionStage: Decodable, Sendable {
  /// The key in a recipe and the identifier in tables.
  static var key: String { get }
  /// What a table calls it, with its settings.
  var title: LocalizedText { get }

  func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws
}

extension CompressionStage {
  /// A stage of this kind, for callers that know the kind only at run time.
  static func decoded(from decoder: any Decoder) throws -> any CompressionStage { try Self(from: decoder) }
}

/// What flows from stage to stage.
package struct CompressionState {
  package var graph: Graph
  /// The model as it came: the teacher of distillation and the baseline of every row.
  package let original: Graph
  /// Zero patterns that later stages must keep.
  package var masks: [ValueID: Tensor] = [:]
  package let data: CompressionData
  package let seed: UInt64
  package let threads: Int
}

/// Data with the roles that must not overlap.
package struct CompressionData: Sendable {
  package let training: Dataset
  package let calibration: Dataset
  package let evaluation: Dataset
  /// What settings are chosen by while training; nil: nothing is.
  package let validation: Dataset?

  package init(training: Dataset, calibration: Dataset, evaluation: Dataset, validation: Dataset? = nil) {
    self.training = training
    self.calibration = calibration
    self.evaluation = evaluation
    self.validation = validation
  }
}
