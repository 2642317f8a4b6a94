import Manifests
import Quantization
package import Reports
package import Training

/// `equalize: {replace-bounds, absorb-biases}`: gives neighbouring layers equal ranges of weights, for quantization with
/// one scale per tensor.
package struct Equalize: CompressionStage {
  package static let key = "equalize"
  private let method: CrossLayerEqualization

  package init(replacesBounds: Bool = false, absorbsBiases: Bool = true) {
    method = CrossLayerEqualization(replacesBounds: replacesBounds, absorbsBiases: absorbsBiases)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      replacesBounds: try container.decodeIfPresent(Bool.self, forKey: .replacesBounds) ?? false,
      absorbsBiases: try container.decodeIfPresent(Bool.self, forKey: .absorbsBiases) ?? true)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case replacesBounds = "replace-bounds"
    case absorbsBiases = "absorb-biases"
  }

  package var title: LocalizedText {
    LocalizedText(ja: "層間の均等化", en: "cross-layer equalization")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    state.graph = try method.equalized(state.graph).graph
    state.masks = [:]
  }
}
