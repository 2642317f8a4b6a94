package import Datasets
package import Graphs
import Operators
package import Tensors
import Training

/// Architectures that are ready to train, for any data they fit.
package enum ModelPreset: String, Decodable, Sendable, CaseIterable {
  case glyphnet
  /// ``glyphnet`` with more channels: 3.7 million multiply-accumulates, large enough that timing it shows the network and
  /// not the call. The base model of lab P00.
  case glyphnetWide = "glyphnet-wide"
  case lenet
  case lenet300 = "lenet-300-100"
  case resnet8
  case dsCNN = "ds-cnn"
  case mobilenetV1 = "mobilenet-v1"
  case mobilenetV2 = "mobilenet-v2"
  case autoencoder, detector, encoder
  case causalTransformer = "causal-transformer"

  /// The graph at batch 1 with seeded initial weights.
  /// - Parameters:
  ///   - input: extents of one sample, `[height, width, channels]` of an image.
  ///   - outputs: classes, numbers of an embedding, or tokens.
  ///   - vocabulary: tokens that an input may hold.
  package func graph(
    input: Shape, outputs: Int = 10, vocabulary: Int = 0, seed: UInt64
  ) throws(GraphError) -> Graph {
    let model: Model =
      switch self {
      case .glyphnet: .glyphNet(name: rawValue, filters: (16, 32, 64), input: input, classes: outputs)
      case .glyphnetWide: .glyphNet(name: rawValue, filters: (24, 48, 80), input: input, classes: outputs)
      case .lenet: .leNet(input: input, classes: outputs)
      case .lenet300: .leNet300(input: input, classes: outputs)
      case .resnet8: .resNet8(input: input, classes: outputs)
      case .dsCNN: .dsCNN(input: input, classes: outputs)
      case .mobilenetV1: .mobileNetV1(input: input, classes: outputs)
      case .mobilenetV2: .mobileNetV2(input: input, classes: outputs)
      case .autoencoder: .autoencoder(input: input)
      case .detector: .detector(input: input, classes: outputs)
      case .encoder: .encoder(input: input, vocabulary: vocabulary, outputs: outputs)
      case .causalTransformer: .causalTransformer(input: input, vocabulary: outputs)
      }
    return try model.graph(seed: seed)
  }
}

extension ModelPreset {
  /// Numbers of an embedding.
  private static let embeddingWidth = 32

  /// What is trained on such data when nobody says.
  package static func usual(for dataset: Dataset) -> ModelPreset {
    switch dataset.targets.kind {
    case .tokens: .causalTransformer
    case .boxes: .detector
    case .reconstruction: .autoencoder
    case .classes, .identities, .values: dataset.inputs.element == .int32 ? .encoder : dataset.usualClassifier
    }
  }

  /// The graph for the samples and targets of a data set.
  /// - Throws: ``WorkbenchError/presetForData(preset:data:)`` when they do not go together,
  ///   ``WorkbenchError/smallImages(preset:needed:found:)``.
  package func graph(for dataset: Dataset, seed: UInt64) throws -> Graph {
    guard fits(dataset) else { throw WorkbenchError.presetForData(preset: rawValue, data: dataset.name) }
    let extents = dataset.inputShape.dimensions.prefix(2)
    guard dataset.inputShape.rank != 3 || extents.allSatisfy({ $0 >= smallestExtent }) else {
      throw WorkbenchError.smallImages(
        preset: rawValue, needed: smallestExtent, found: extents.map(String.init).joined(separator: "×"))
    }
    return try graph(
      input: dataset.inputShape, outputs: Self.outputs(for: dataset), vocabulary: dataset.vocabulary, seed: seed)
  }

  /// Rows and columns below which the windows of the architecture find no place: 5×5, half, 5×5, half of LeNet.
  private var smallestExtent: Int { self == .lenet ? 16 : 1 }

  private func fits(_ dataset: Dataset) -> Bool {
    let (kind, shape) = (dataset.targets.kind, dataset.inputShape)
    let isTokens = dataset.inputs.element == .int32
    switch self {
    case .causalTransformer: return kind == .tokens && isTokens && shape.rank == 1
    case .detector: return kind == .boxes && shape.rank == 3
    case .autoencoder: return kind == .reconstruction && !isTokens
    case .encoder:
      return [.classes, .identities, .values].contains(kind) && (isTokens ? shape.rank == 1 : shape.rank >= 2)
    case .lenet300: return [.classes, .identities, .values].contains(kind) && !isTokens
    default: return [.classes, .identities, .values].contains(kind) && !isTokens && shape.rank == 3
    }
  }

  private static func outputs(for dataset: Dataset) -> Int {
    switch dataset.targets {
    case .classes(_, let names), .boxes(_, let names): names.count
    case .tokens(_, let vocabulary): vocabulary
    case .identities: embeddingWidth
    case .values(let values): values.count / max(1, dataset.count)
    case .reconstruction: dataset.inputShape.count
    }
  }
}

extension Dataset {
  fileprivate var usualClassifier: ModelPreset {
    guard inputShape.rank == 3 else { return .lenet300 }
    // By places, not by the shorter side: a signal is one row of many.
    switch inputShape[0] * inputShape[1] {
    case ..<(25 * 25): return .glyphnet
    // It learns more than a narrow MobileNet from a few thousand pictures, as long as they are not too large for it.
    case ..<(128 * 128): return .resnet8
    default: return .mobilenetV1
    }
  }

  /// Tokens that the inputs hold; 0 for other inputs.
  fileprivate var vocabulary: Int {
    guard inputs.element == .int32 else { return 0 }
    return Int(inputs.elements(as: Int32.self).max() ?? 0) + 1
  }
}
