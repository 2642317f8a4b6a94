import Manifests
import Pruning
package import Reports
package import Training

/// `prune-channels: {ratio, multiple}`: removes whole channels, coupled ones together.
package struct PruneChannels: CompressionStage {
  package static let key = "prune-channels"
  private let pruning: ChannelPruning

  package init(ratio: Double, multiple: Int = 4) { pruning = ChannelPruning(ratio: ratio, multiple: multiple) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let ratio = try container.decode(Double.self, forKey: .ratio)
    let multiple = try container.decodeIfPresent(Int.self, forKey: .multiple) ?? 4
    try container.require(.ratio, ratio, in: 0.01...0.95)
    try container.require(.multiple, multiple, in: 1...64)
    self.init(ratio: ratio, multiple: multiple)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case ratio, multiple }

  package var title: LocalizedText {
    let percent = Int((pruning.ratio * 100).rounded())
    return LocalizedText(ja: "チャネル枝刈り \(percent) %", en: "channel pruning \(percent) %")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    state.graph = try pruning.pruned(state.graph).graph
    state.masks = [:]
  }
}
