package import Tensors

extension Model {
  /// A causal transformer: for each place of a sequence of tokens a logit for every token that may follow.
  /// Source: Radford et al. 2019, with normalization in front of each part.
  /// - Parameter input: `[length]`.
  package static func causalTransformer(
    input: Shape, vocabulary: Int, width: Int = 64, blocks: Int = 2, heads: Int = 4
  ) -> Model {
    Model(name: "causal-transformer", input: Shape([1] + input.dimensions), element: .int32) {
      Embedding(vocabulary, width: width)
      PositionEmbedding()
      for _ in 0..<blocks { block(width, heads: heads, isCausal: true) }
      LayerNorm()
      Dense(vocabulary)
    }
  }

  /// A transformer that reads a whole sequence and says one thing of it: of tokens `[length]`, or of the rows of a
  /// picture `[length, features, 1]`, as of a spectrogram. Source: Devlin et al. 2019 (arXiv 1810.04805) with the mean of
  /// the places; for spectrograms Berg et al. 2021 (arXiv 2104.00769).
  /// - Parameter vocabulary: of tokens; not read for rows.
  package static func encoder(
    input: Shape, vocabulary: Int = 0, outputs: Int, width: Int = 64, blocks: Int = 2, heads: Int = 4
  ) -> Model {
    let isTokens = input.rank == 1
    return Model(
      name: "encoder", input: Shape([1] + input.dimensions), element: isTokens ? .int32 : .float32
    ) {
      if isTokens {
        Embedding(vocabulary, width: width)
      } else {
        Reshape([-1, input[0], input.count / max(1, input[0])])
        Dense(width)
      }
      PositionEmbedding()
      for _ in 0..<blocks { block(width, heads: heads, isCausal: false) }
      LayerNorm()
      MeanOverPlaces()
      Dense(outputs)
    }
  }

  private static func block(_ width: Int, heads: Int, isCausal: Bool) -> Chain {
    Chain {
      Residual {
        LayerNorm()
        SelfAttention(heads: heads, isCausal: isCausal)
      }
      Residual {
        LayerNorm()
        Dense(4 * width)
        Gelu()
        Dense(width)
      }
    }
  }
}
