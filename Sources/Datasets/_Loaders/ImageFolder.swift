private import Formats
package import Tensors

package import struct Foundation.URL

/// Images in one folder per class: PNG, JPEG, PGM and PPM of any size.
///
/// Each image is cut to the wanted proportions around its middle and averaged down (or repeated up) to the wanted size.
/// With folders `train` and `test` (and `validation`, `val` or `valid`) the classes lie in those; otherwise the images are
/// divided by the hash of their pixels: 70 % train, 5 % calibration, 10 % validation, 15 % test. The normalization is that
/// of the training pixels.
package enum ImageFolder {
  package static let name = "images"
  /// Height, width and channels when no model says otherwise.
  package static let usualShape: Shape = [64, 64, 3]
  /// The largest set made, bytes.
  package static let maximumBytes = 1 << 32

  /// - Parameter shape: `[height, width, channels]`, channels 1 or 3.
  /// - Throws: ``LoadingError``.
  package static func parts(of folder: URL, shape: Shape = usualShape) throws(LoadingError) -> DatasetParts {
    let places = ["train", "test"].map { folder.appendingPathComponent($0) }
    guard places.allSatisfy(ClassFolders.isFolder) else {
      let all = try dataset(folder, .train, shape)
      return try LoadingError.lifting { () throws(DatasetError) in try normalized(all.divided(testPerMille: 150)) }
    }
    let all = try dataset(places[0], .train, shape)
    let test = try dataset(places[1], .test, shape, classes: all.classNames)
    let names = ["validation", "val", "valid"].map { folder.appendingPathComponent($0) }
    let own = try names.first(where: ClassFolders.isFolder).map { (place: URL) throws(LoadingError) in
      try dataset(place, .validation, shape, classes: all.classNames)
    }
    return try LoadingError.lifting { () throws(DatasetError) in
      let rest = try all.divided(validationPerMille: own == nil ? 100 : 0)
      return try normalized(
        DatasetParts(
          train: rest.train, calibration: rest.calibration, validation: own ?? rest.validation, test: test))
    }
  }

  private static func normalized(_ parts: DatasetParts) throws(DatasetError) -> DatasetParts {
    try parts.normalized(by: Normalization(ofPixels: parts.train))
  }

  private static func dataset(
    _ folder: URL, _ split: DatasetSplit, _ shape: Shape, classes: [ClassName]? = nil
  ) throws(LoadingError) -> Dataset {
    let listing = try ClassFolders(folder, extensions: ImageFile.extensions, classes: classes)
    let length = shape.count
    guard listing.files.count <= maximumBytes / max(1, length) else {
      throw .tooMuch(
        path: folder.relativePath, name: "bytes", allowed: maximumBytes, found: listing.files.count * length)
    }
    var images = Tensor(zeros: TensorType(.uint8, Shape([listing.files.count] + shape.dimensions)))
    for (index, file) in listing.files.enumerated() {
      let pixels: ImagePixels
      do { pixels = try ImageFile.read(file.url) } catch { throw .format(error) }
      let scaled = pixels.scaled(height: shape[0], width: shape[1], channels: shape[2])
      images.withMutableElements(as: UInt8.self) { target in
        for (offset, level) in scaled.enumerated() { target[index * length + offset] = level }
      }
    }
    return try LoadingError.lifting { () throws(DatasetError) in
      try Dataset(
        name: name, split: split, images: images, labels: listing.files.map(\.label), classNames: listing.classNames,
        normalization: Normalization(mean: [0.5], deviation: [0.25]))
    }
  }
}
