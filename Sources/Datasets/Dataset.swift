package import Hashing
package import Tensors

/// Labelled images for training, calibration or evaluation.
///
/// Images are `[count, height, width, channels]`, either uint8 pixels or float32; batches of them are float32 with
/// ``normalization`` applied.
package struct Dataset: Sendable {
  /// The task and its version, "glyphs16-1" for example.
  package let name: String
  package let split: DatasetSplit
  package let images: Tensor
  /// One class index per image, in `0..<classNames.count`.
  package let labels: [Int32]
  package let classNames: [ClassName]
  /// How pixels become the numbers that a network sees.
  package let normalization: Normalization
  /// SHA-256 of the name, the split, the image type, the image bytes and the labels: two data sets with the same
  /// identity are the same data.
  package let identity: SHA256Digest

  package var count: Int { labels.count }
  package var classCount: Int { classNames.count }
  /// Shape of one image: `[height, width, channels]`.
  package var imageShape: Shape { Shape(Array(images.shape.dimensions.dropFirst())) }

  /// - Throws: ``DatasetError`` when the images are no rank-4 uint8 or float32 tensor, when their number is not that of
  ///   the labels, or when a label names no class.
  package init(
    name: String, split: DatasetSplit, images: Tensor, labels: [Int32], classNames: [ClassName],
    normalization: Normalization
  ) throws(DatasetError) {
    guard images.shape.rank == 4, images.element == .uint8 || images.element == .float32,
      images.type.quantization == nil
    else { throw .imageType(name: name, found: images.type) }
    guard images.shape[0] == labels.count else {
      throw .labelCount(name: name, images: images.shape[0], labels: labels.count)
    }
    if let index = labels.firstIndex(where: { $0 < 0 || Int($0) >= classNames.count }) {
      throw .label(name: name, index: index, found: Int(labels[index]), classes: classNames.count)
    }
    try normalization.validate(channels: images.shape.channels, name: name)
    self.name = name
    self.split = split
    self.images = images
    self.labels = labels
    self.classNames = classNames
    self.normalization = normalization
    identity = Self.identity(name: name, split: split, images: images, labels: labels)
  }

  private static func identity(name: String, split: DatasetSplit, images: Tensor, labels: [Int32]) -> SHA256Digest {
    var accumulator = SHA256Digest.Accumulator()
    let header = "dataset\0\(name)\0\(split.rawValue)\0\(images.type)\0"
    Array(header.utf8).withUnsafeBytes { accumulator.append($0) }
    images.withBytes { accumulator.append($0) }
    labels.map(\.littleEndian).withUnsafeBytes { accumulator.append($0) }
    return accumulator.digest
  }
}

/// What a part of the data is for. No part is ever used for another purpose.
package enum DatasetSplit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Fits weights.
  case train
  /// Fits quantization ranges; small, and never seen in evaluation.
  case calibration
  /// Chooses between settings.
  case validation
  /// Gives the figure that is reported.
  case test
}

/// The name of a class in both languages.
package struct ClassName: Sendable, Hashable {
  package let ja: String
  package let en: String

  package init(ja: String, en: String) {
    self.ja = ja
    self.en = en
  }
}

/// What can be wrong with a data set.
package enum DatasetError: Error, Sendable {
  /// Expected a rank-4 tensor of uint8 or float32 without quantization.
  case imageType(name: String, found: TensorType)
  case labelCount(name: String, images: Int, labels: Int)
  case label(name: String, index: Int, found: Int, classes: Int)
  /// Means and deviations do not fit the channels, or a deviation is not positive and finite.
  case normalization(name: String, channels: Int)
  /// A count, batch size or index list is outside what the data set has.
  case range(name: String, asked: Int, available: Int)
  /// Shares of a split are negative or sum to more than 1,000 per mille.
  case shares([Int])
}
