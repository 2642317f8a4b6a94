package import Hashing
package import Tensors

/// Samples with what a model should say about them, for training, calibration or evaluation.
///
/// Inputs are `[count, …]`: uint8 (pixels, codes), float32, or int32 (tokens). Batches of uint8 and float32 are float32
/// with ``normalization`` applied; tokens stay as they are. Images are `[count, height, width, channels]`.
package struct Dataset: Sendable {
  /// The task and its version, "glyphs16-1" for example.
  package let name: String
  package let split: DatasetSplit
  package let inputs: Tensor
  package let targets: Targets
  /// How stored numbers become those that a network sees.
  package let normalization: Normalization
  /// SHA-256 of the name, the split, the input type, the input bytes and the targets: two data sets with the same
  /// identity are the same data.
  package let identity: SHA256Digest

  package var count: Int { inputs.shape[0] }
  /// Shape of one sample: `[height, width, channels]` of an image.
  package var inputShape: Shape { Shape(Array(inputs.shape.dimensions.dropFirst())) }
  /// Bytes of one stored sample.
  var sampleWidth: Int { inputShape.count * inputs.element.bitWidth / 8 }

  /// - Throws: ``DatasetError`` when the inputs are no plain tensor of uint8, float32 or int32 with an axis besides the
  ///   samples, when their number is not that of the targets, or when a target is not usable.
  package init(
    name: String, split: DatasetSplit, inputs: Tensor, targets: Targets, normalization: Normalization = .identity
  ) throws(DatasetError) {
    guard inputs.shape.rank >= 2, [.uint8, .float32, .int32].contains(inputs.element), inputs.type.quantization == nil
    else { throw .inputType(name: name, found: inputs.type) }
    guard inputs.shape[0] == targets.count else {
      throw .targetCount(name: name, samples: inputs.shape[0], targets: targets.count)
    }
    try targets.validate(name: name)
    try normalization.validate(channels: inputs.shape.channels, name: name)
    guard inputs.element != .int32 || normalization == .identity else {
      throw .normalization(name: name, channels: inputs.shape.channels)
    }
    self.name = name
    self.split = split
    self.inputs = inputs
    self.targets = targets
    self.normalization = normalization
    identity = Self.identity(name: name, split: split, inputs: inputs, targets: targets)
  }

  /// Labelled images: `[count, height, width, channels]` with one class index each.
  package init(
    name: String, split: DatasetSplit, images: Tensor, labels: [Int32], classNames: [ClassName],
    normalization: Normalization
  ) throws(DatasetError) {
    guard images.shape.rank == 4 else { throw .inputType(name: name, found: images.type) }
    try self.init(
      name: name, split: split, inputs: images, targets: .classes(labels, names: classNames),
      normalization: normalization)
  }

  private static func identity(name: String, split: DatasetSplit, inputs: Tensor, targets: Targets) -> SHA256Digest {
    var accumulator = SHA256Digest.Accumulator()
    let header = "dataset\0\(name)\0\(split.rawValue)\0\(inputs.type)\0"
    Array(header.utf8).withUnsafeBytes { accumulator.append($0) }
    inputs.withBytes { accumulator.append($0) }
    targets.withIdentityBytes { accumulator.append($0) }
    return accumulator.digest
  }
}

extension Dataset {
  /// One class or identity per sample; empty for a task that has neither.
  package var labels: [Int32] { targets.labels }
  /// The classes of the samples or of their boxes; empty for a task that has none.
  package var classNames: [ClassName] { targets.classNames }
  /// Classes or identities that a label can name; 0 for a task that has neither.
  package var classCount: Int { targets.classCount }
}

extension Targets {
  var labels: [Int32] {
    switch self {
    case .classes(let labels, _), .identities(let labels, _): labels
    case .boxes, .tokens, .reconstruction, .values: []
    }
  }

  var classNames: [ClassName] {
    switch self {
    case .classes(_, let names), .boxes(_, let names): names
    case .tokens, .reconstruction, .identities, .values: []
    }
  }

  var classCount: Int {
    if case .identities(_, let count) = self { return count }
    return classNames.count
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
