package import Tensors

/// What a model should say about each sample of a data set, or of a batch.
package enum Targets: Sendable, Hashable {
  /// One class per sample, in `0..<names.count`.
  case classes([Int32], names: [ClassName])
  /// The objects in each image; their labels are in `0..<names.count`.
  case boxes([[LabelledBox]], names: [ClassName])
  /// Int32 `[count, length]`: the token to predict at each position, in `0..<vocabulary`, or ``ignoredToken``.
  case tokens(Tensor, vocabulary: Int)
  /// The input itself. Whether a sample is anomalous is known for evaluation and never shown to training.
  case reconstruction(anomalous: [Bool])
  /// Whom each sample shows, in `0..<count`: equal numbers, same identity. Each split has identities of its own, so that
  /// evaluation meets nobody it was trained on.
  case identities([Int32], count: Int)
  /// Float32 `[count, …]`: numbers to predict.
  case values(Tensor)

  /// A position where no prediction counts.
  package static let ignoredToken: Int32 = -1

  /// Number of samples.
  package var count: Int {
    switch self {
    case .classes(let labels, _), .identities(let labels, _): labels.count
    case .boxes(let boxes, _): boxes.count
    case .tokens(let tensor, _), .values(let tensor): tensor.shape.dimensions.first ?? 0
    case .reconstruction(let anomalous): anomalous.count
    }
  }

  package var kind: Kind {
    switch self {
    case .classes: .classes
    case .boxes: .boxes
    case .tokens: .tokens
    case .reconstruction: .reconstruction
    case .identities: .identities
    case .values: .values
    }
  }

  /// The cases by name, for errors and data cards.
  package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case classes, boxes, tokens, reconstruction, identities, values
  }
}

/// An object in an image: its class and the corners of its box, in shares of the image's width and height from the upper
/// left corner.
package struct LabelledBox: Sendable, Hashable {
  package let label: Int32
  /// `0 ≤ left < right ≤ 1`.
  package let left: Float
  package let right: Float
  /// `0 ≤ top < bottom ≤ 1`.
  package let top: Float
  package let bottom: Float

  package init(label: Int32, left: Float, top: Float, right: Float, bottom: Float) {
    self.label = label
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// Whether the corners are inside the image and in order; false for NaN.
  package var isInside: Bool { 0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1 }
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
