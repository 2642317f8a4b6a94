import Reports

/// What makes most of the noise of a layer, and what is done about it.
struct Finding {
  let cause: QuantizationDiagnosis.Cause
  let action: QuantizationDiagnosis.Action

  /// A layer above this ratio is as good as 8 bits make it: `6.02 · 8` dB less what the shape of the values costs.
  static let soundRatio = 40.0
  /// Channel ranges further apart than this leave the smaller channels fewer than 4 bits of 8.
  static let wideChannelRatio = 20.0
  /// Less than this share of the codes in use is a loss of 3 bits.
  static let fewCodes = 0.125

  init(
    _ noise: LayerProbe.Noise, weights: QuantizationDiagnosis.Weights?,
    activations: QuantizationDiagnosis.Activations?
  ) {
    guard let ratio = noise.both.ratio, ratio < Finding.soundRatio else {
      (cause, action) = (.none, .none)
      return
    }
    if noise.weights.noise >= noise.activations.noise {
      if let weights, weights.isPerTensor, weights.channelRangeRatio > Finding.wideChannelRatio {
        (cause, action) = (.channelRanges, .perChannel)
      } else {
        (cause, action) = (.weightResolution, (weights?.bits ?? 8) < 8 ? .learnRounding : .moreWeightBits)
      }
    } else if let activations, activations.clippedNoise > 0.5 {
      (cause, action) = (.clipping, .widerRange)
    } else if let activations, activations.codesInUse < Finding.fewCodes {
      (cause, action) = (.outliers, .cutOutliers)
    } else {
      (cause, action) = (.activationResolution, .widerActivations)
    }
  }
}
