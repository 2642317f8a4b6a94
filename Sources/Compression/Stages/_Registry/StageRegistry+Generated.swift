// Generated from the folders of Sources/Compression/Stages by `keiryo-dev sync`. Do not edit.

/// Every stage a recipe may name.
package enum StageRegistry {
  package static let all: [any CompressionStage.Type] = [
    Equalize.self,
    PruneChannels.self,
    PruneWeights.self,
    Quantize.self,
    Reestimate.self,
    Smooth.self,
    Train.self,
    TrainQuantized.self,
  ]
}
