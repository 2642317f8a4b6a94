private import Formats
private import Tensors

package import struct Foundation.URL

/// CIFAR-10 in its binary form: 50,000 training and 10,000 test images, 32 × 32 × 3 uint8 (Krizhevsky 2009).
///
/// Each record is a label and 3 × 1,024 levels, all red ones first; they come out with the channels of a pixel together.
package enum CIFAR10 {
  package static let name = "cifar10"
  /// Mean and deviation of the training pixels divided by 255.
  package static let normalization = Normalization(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])
  package static let classNames = [
    ClassName(ja: "飛行機", en: "airplane"), ClassName(ja: "自動車", en: "automobile"), ClassName(ja: "鳥", en: "bird"),
    ClassName(ja: "猫", en: "cat"), ClassName(ja: "鹿", en: "deer"), ClassName(ja: "犬", en: "dog"),
    ClassName(ja: "蛙", en: "frog"), ClassName(ja: "馬", en: "horse"), ClassName(ja: "船", en: "ship"),
    ClassName(ja: "トラック", en: "truck"),
  ]
  private static let pixels = 1_024
  private static let record = 1 + 3 * pixels
  /// The most records in one file: a file of the real set has 10,000.
  private static let maximumRecords = 100_000

  /// `data_batch_1.bin` to `data_batch_5.bin` divided by hash, and `test_batch.bin`; in the folder or in its
  /// `cifar-10-batches-bin`.
  /// - Throws: ``LoadingError``.
  package static func parts(of folder: URL) throws(LoadingError) -> DatasetParts {
    let inner = folder.appendingPathComponent("cifar-10-batches-bin")
    let place = (try? inner.checkResourceIsReachable()) == true ? inner : folder
    let training = try dataset(of: (1...5).map { place.appendingPathComponent("data_batch_\($0).bin") }, as: .train)
    let test = try dataset(of: [place.appendingPathComponent("test_batch.bin")], as: .test)
    return try LoadingError.lifting { () throws(DatasetError) in try DatasetParts(dividing: training, test: test) }
  }

  private static func dataset(of files: [URL], as split: DatasetSplit) throws(LoadingError) -> Dataset {
    var records: [[UInt8]] = []
    for file in files {
      do throws(FormatError) {
        let bytes = try FileBytes.read(file, limit: maximumRecords * record)
        guard !bytes.isEmpty, bytes.count % record == 0 else {
          throw FormatError.byteCount(
            .init(file: file.path, field: "records"), expected: max(1, bytes.count / record) * record,
            found: bytes.count)
        }
        records.append(bytes)
      } catch { throw .format(error) }
    }
    let count = records.reduce(0) { $0 + $1.count / record }
    var images = Tensor(zeros: TensorType(.uint8, [count, 32, 32, 3]))
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    images.withMutableElements(as: UInt8.self) { target in
      for bytes in records {
        for start in stride(from: 0, to: bytes.count, by: record) {
          let image = labels.count * 3 * pixels
          for pixel in 0..<pixels {
            for channel in 0..<3 { target[image + 3 * pixel + channel] = bytes[start + 1 + channel * pixels + pixel] }
          }
          labels.append(Int32(bytes[start]))
        }
      }
    }
    return try LoadingError.lifting { () throws(DatasetError) in
      try Dataset(
        name: name, split: split, images: images, labels: labels, classNames: classNames, normalization: normalization)
    }
  }
}
