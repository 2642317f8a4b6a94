private import Formats
private import Tensors

package import struct Foundation.URL

/// MNIST, or another set in its form: a folder with the four IDX files, plain or gzip.
///
/// 60,000 training and 10,000 test images, 28 × 28 × 1 uint8: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
/// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each with or without `.gz`. Nothing is downloaded.
package struct IDXFolder: Sendable {
  package let name: String
  /// Mean and deviation of the training pixels divided by 255.
  package let normalization: Normalization
  package let classNames: [ClassName]

  /// LeCun, Cortes, Burges; CC BY-SA 3.0.
  package static let mnist = IDXFolder(
    name: "mnist", normalization: Normalization(mean: [0.1307], deviation: [0.3081]),
    classNames: (0...9).map { ClassName(ja: "\($0)", en: "\($0)") })

  /// Zalando Research; MIT.
  package static let fashionMNIST = IDXFolder(
    name: "fashion-mnist", normalization: Normalization(mean: [0.2860], deviation: [0.3530]),
    classNames: [
      ClassName(ja: "Tシャツ", en: "T-shirt"), ClassName(ja: "ズボン", en: "trouser"),
      ClassName(ja: "セーター", en: "pullover"), ClassName(ja: "ワンピース", en: "dress"),
      ClassName(ja: "コート", en: "coat"), ClassName(ja: "サンダル", en: "sandal"), ClassName(ja: "シャツ", en: "shirt"),
      ClassName(ja: "スニーカー", en: "sneaker"), ClassName(ja: "かばん", en: "bag"),
      ClassName(ja: "ブーツ", en: "ankle boot"),
    ])

  /// The t10k files are the test; the others are divided by the hash of their bytes: 85 % train, 5 % calibration, 10 %
  /// validation.
  /// - Throws: ``LoadingError``.
  package func parts(of folder: URL) throws(LoadingError) -> DatasetParts {
    let all = try images(of: folder, split: .train)
    let test = try images(of: folder, split: .test)
    return try LoadingError.lifting { () throws(DatasetError) in try DatasetParts(dividing: all, test: test) }
  }

  /// One pair of files as it is.
  /// - Parameter split: `.test` reads the t10k files, anything else all 60,000 others.
  /// - Throws: ``LoadingError``.
  package func images(of folder: URL, split: DatasetSplit) throws(LoadingError) -> Dataset {
    let prefix = split == .test ? "t10k" : "train"
    let images: Tensor
    let labels: Tensor
    do {
      images = try IDXFile.read(Self.file(folder, "\(prefix)-images-idx3-ubyte"))
      labels = try IDXFile.read(Self.file(folder, "\(prefix)-labels-idx1-ubyte"))
    } catch { throw .format(error) }
    guard images.element == .uint8, images.shape.rank == 3 else {
      throw .dataset(.inputType(name: name, found: images.type))
    }
    guard labels.element == .uint8, labels.shape.rank == 1 else {
      throw .dataset(.inputType(name: name, found: labels.type))
    }
    let shape = Shape(images.shape.dimensions + [1])
    guard let batch = try? images.reshaped(to: shape) else {
      throw .dataset(.inputType(name: name, found: images.type))
    }
    return try LoadingError.lifting { () throws(DatasetError) in
      try Dataset(
        name: name, split: split, images: batch, labels: labels.elements(as: UInt8.self).map(Int32.init),
        classNames: classNames, normalization: normalization)
    }
  }

  /// The plain file when it is there, otherwise the compressed one.
  private static func file(_ folder: URL, _ name: String) -> URL {
    let plain = folder.appendingPathComponent(name)
    return (try? plain.checkResourceIsReachable()) == true ? plain : folder.appendingPathComponent(name + ".gz")
  }
}
