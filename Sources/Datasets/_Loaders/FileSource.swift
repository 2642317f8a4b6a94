package import Tensors

package import struct Foundation.URL

/// A form of data in files, by the name that `--data` has for it.
package enum FileSource: String, Sendable, Hashable, CaseIterable {
  case mnist, fashion, cifar10, speech, images, csv

  /// What may stand behind the place.
  package struct Choices: Sendable {
    /// `[height, width, channels]` of ``FileSource/images``: that of the model they are for.
    package var imageShape = ImageFolder.usualShape
    /// The column of labels of ``FileSource/csv``.
    package var label: String?

    package init() {}
  }

  /// Whether a file is named, not a folder.
  package var isFile: Bool { self == .csv }

  /// - Throws: ``LoadingError``.
  package func parts(of place: URL, _ choices: Choices = Choices()) throws(LoadingError) -> DatasetParts {
    switch self {
    case .mnist: try IDXFolder.mnist.parts(of: place)
    case .fashion: try IDXFolder.fashionMNIST.parts(of: place)
    case .cifar10: try CIFAR10.parts(of: place)
    case .speech: try SpeechFolder.parts(of: place)
    case .images: try ImageFolder.parts(of: place, shape: choices.imageShape)
    case .csv: try TableFile.parts(of: place, label: choices.label)
    }
  }
}
