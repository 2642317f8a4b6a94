package import Graphs
import Operators
package import Tensors

/// Architectures that are ready to train, for any image size they fit.
package enum ModelPreset: String, Decodable, Sendable, CaseIterable {
  case glyphnet
  case glyphnetWide = "glyphnet-wide"
  case lenet, resnet8

  private var model: Model {
    switch self {
    case .glyphnet: .glyphNet
    case .glyphnetWide: Self.glyphNetWide
    case .lenet: .leNet
    case .resnet8: .resNet8
    }
  }

  /// The graph at batch 1 with seeded initial weights and ten classes.
  /// - Parameter input: `[height, width, channels]` of one image.
  package func graph(input: Shape, seed: UInt64) throws(GraphError) -> Graph {
    let base = model
    let sized = Model(name: base.name, input: Shape([1] + input.dimensions)) {
      for layer in base.layers { layer }
    }
    return try sized.graph(seed: seed)
  }
}
