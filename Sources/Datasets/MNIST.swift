package import Formats
private import Tensors

package import struct Foundation.URL

/// The MNIST digits from a folder with the four IDX files, plain or gzip.
///
/// 60,000 training and 10,000 test images, 28 × 28 × 1 uint8. LeCun, Cortes, Burges; CC BY-SA 3.0. Nothing is downloaded.
package enum MNIST {
  package static let name = "mnist"
  /// The figures everyone uses: mean and deviation of the training pixels divided by 255.
  package static let normalization = Normalization(mean: [0.1307], deviation: [0.3081])
  package static let classNames = (0...9).map { ClassName(ja: "\($0)", en: "\($0)") }

  /// - Parameters:
  ///   - folder: holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
  ///     `t10k-labels-idx1-ubyte`, each with or without `.gz`.
  ///   - split: `.test` reads the t10k files, `.train` all 60,000 others; `.calibration` and `.validation` are parts of
  ///     the training files by ``Dataset/divided(calibrationPerMille:validationPerMille:)`` and then must not be trained
  ///     on: train on ``trainingParts(folder:)``.
  /// - Throws: ``LoadingError``.
  package static func dataset(folder: URL, split: DatasetSplit) throws(LoadingError) -> Dataset {
    switch split {
    case .test: try load(folder, prefix: "t10k", split: .test)
    case .train: try load(folder, prefix: "train", split: .train)
    case .calibration: try trainingParts(folder: folder).calibration
    case .validation: try trainingParts(folder: folder).validation
    }
  }

  /// The 60,000 training images divided by the hash of their bytes: 85 % train, 5 % calibration, 10 % validation.
  /// - Throws: ``LoadingError``.
  package static func trainingParts(
    folder: URL
  ) throws(LoadingError) -> (train: Dataset, calibration: Dataset, validation: Dataset) {
    let all = try load(folder, prefix: "train", split: .train)
    do { return try all.divided() } catch { throw .dataset(error) }
  }

  private static func load(_ folder: URL, prefix: String, split: DatasetSplit) throws(LoadingError) -> Dataset {
    let images: Tensor
    let labels: Tensor
    do {
      images = try IDXFile.read(file(folder, "\(prefix)-images-idx3-ubyte"))
      labels = try IDXFile.read(file(folder, "\(prefix)-labels-idx1-ubyte"))
    } catch { throw .format(error) }
    guard images.element == .uint8, images.shape.rank == 3 else {
      throw .dataset(.imageType(name: name, found: images.type))
    }
    guard labels.element == .uint8, labels.shape.rank == 1 else {
      throw .dataset(.imageType(name: name, found: labels.type))
    }
    let shape = Shape(images.shape.dimensions + [1])
    guard let batch = try? images.reshaped(to: shape) else {
      throw .dataset(.imageType(name: name, found: images.type))
    }
    do {
      return try Dataset(
        name: name, split: split, images: batch, labels: labels.elements(as: UInt8.self).map(Int32.init),
        classNames: classNames, normalization: normalization)
    } catch { throw .dataset(error) }
  }

  /// The plain file when it is there, otherwise the compressed one.
  private static func file(_ folder: URL, _ name: String) -> URL {
    let plain = folder.appendingPathComponent(name)
    return (try? plain.checkResourceIsReachable()) == true ? plain : folder.appendingPathComponent(name + ".gz")
  }
}

/// Why a data set could not be loaded from files.
package enum LoadingError: Error, Sendable {
  case format(FormatError)
  case dataset(DatasetError)
}
