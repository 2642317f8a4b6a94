package import Datasets

/// The objective that fits the targets of a data set.
package enum StandardObjective {
  /// - Parameters:
  ///   - labelSmoothing: of classes.
  ///   - seed: of weights that belong to the objective.
  package static func make(
    for dataset: Dataset, labelSmoothing: Float = 0, seed: UInt64 = 1
  ) throws(TrainingError) -> any Objective {
    switch dataset.targets.kind {
    case .classes: return CrossEntropy(labelSmoothing: labelSmoothing)
    case .boxes: return SingleShotDetection()
    case .tokens: return NextToken()
    case .reconstruction, .values: return MeanSquares()
    case .identities: return try IdentityClassification(dataset, seed: seed)
    }
  }
}
