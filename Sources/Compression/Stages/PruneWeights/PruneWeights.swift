import Manifests
import Pruning
package import Reports
package import Training

/// `prune-weights: {sparsity}`: sets the smallest weights to zero. Dense kernels do not become faster by it.
package struct PruneWeights: CompressionStage {
  package static let key = "prune-weights"
  private let pruning: MagnitudePruning

  package init(sparsity: Double) { pruning = MagnitudePruning(sparsity: sparsity) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let sparsity = try container.decode(Double.self, forKey: .sparsity)
    try container.require(.sparsity, sparsity, in: 0...0.99)
    self.init(sparsity: sparsity)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case sparsity }

  package var title: LocalizedText {
    let percent = Int((pruning.sparsity * 100).rounded())
    return LocalizedText(ja: "非構造化枝刈り \(percent) %", en: "unstructured pruning \(percent) %")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let result = try pruning.pruned(state.graph)
    state.graph = result.graph
    state.masks = result.masks
  }
}
