/// How a stored pixel becomes the number that a network sees: `(pixel / divisor − mean) / deviation`.
///
/// Kept beside every model that was trained with it: the same pixels with another normalization are another input.
package struct Normalization: Sendable, Hashable, Codable {
  /// 255 for uint8 pixels, 1 for images that are floats already.
  package let divisor: Float
  /// In units of `pixel / divisor`; one, or one per channel.
  package let mean: [Float]
  /// Positive; as many as ``mean``.
  package let deviation: [Float]

  package init(divisor: Float = 255, mean: [Float], deviation: [Float]) {
    self.divisor = divisor
    self.mean = mean
    self.deviation = deviation
  }

  /// Leaves float images as they are.
  package static let identity = Normalization(divisor: 1, mean: [0], deviation: [1])

  /// - Throws: ``DatasetError/normalization(name:channels:)``.
  package func validate(channels: Int, name: String) throws(DatasetError) {
    let counts = mean.count == deviation.count && (mean.count == 1 || mean.count == channels)
    let finite = divisor.isFinite && divisor > 0 && mean.allSatisfy(\.isFinite)
    guard counts, finite, deviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .normalization(name: name, channels: channels)
    }
  }

  /// The number for a pixel of `channel`.
  package func callAsFunction(_ pixel: Float, channel: Int = 0) -> Float {
    let index = mean.count == 1 ? 0 : channel
    return (pixel / divisor - mean[index]) / deviation[index]
  }

  /// The number for each of the 256 pixel values, for every channel: `[channel · 256 + pixel]`.
  func table(channels: Int) -> [Float] {
    (0..<channels).flatMap { channel in (0..<256).map { self(Float($0), channel: channel) } }
  }
}
