/// What can be wrong with a tensor that comes from outside.
public enum TensorError: Error, Hashable, Sendable {
  /// Negative, too large or overflowing extents.
  case badShape([Int])
  /// The bytes do not fill the shape.
  case byteCount(expected: Int, found: Int, shape: Shape)
  /// Another element type was asked for.
  case elementType(expected: ElementType, found: ElementType)
  /// Scales and zero points do not fit the tensor, or a scale is not positive and finite.
  case badQuantization(String)
  /// An operation needs finite values.
  case notFinite
}
