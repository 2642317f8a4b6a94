package import Tensors

/// What can be wrong with a data set.
package enum DatasetError: Error, Sendable {
  /// Expected uint8, float32 or int32 without quantization, one axis of samples and at least one more; four axes for
  /// images.
  case inputType(name: String, found: TensorType)
  /// Targets are no int32 `[count, length]` of tokens or no float32 of values.
  case targetType(name: String, found: TensorType)
  /// The task needs another kind of target.
  case targetKind(expected: Targets.Kind, found: Targets.Kind)
  case targetCount(name: String, samples: Int, targets: Int)
  /// A label, or a token, that names nothing.
  case label(name: String, index: Int, found: Int, classes: Int)
  /// A box of this sample is empty or leaves the image.
  case box(name: String, sample: Int)
  /// Means and deviations do not fit the channels, or a deviation is not positive and finite; tokens take none.
  case normalization(name: String, channels: Int)
  /// A count, batch size or index list is outside what the data set has.
  case range(name: String, asked: Int, available: Int)
  /// Shares of a split are negative or sum to more than 1,000 per mille.
  case shares([Int])
}
