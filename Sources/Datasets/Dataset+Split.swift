private import Hashing
private import Tensors

extension Dataset {
  /// The images at `rows`, as a data set of its own.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for a row that does not exist.
  package func selecting(_ rows: [Int], as split: DatasetSplit) throws(DatasetError) -> Dataset {
    if let row = rows.first(where: { $0 < 0 || $0 >= count }) { throw .range(name: name, asked: row, available: count) }
    let width = imageShape.count * images.element.bitWidth / 8
    var selected = Tensor(zeros: TensorType(images.element, images.shape.replacing(axis: 0, with: rows.count)))
    selected.withMutableBytes { target in
      images.withBytes { source in
        for (slot, row) in rows.enumerated() {
          UnsafeMutableRawBufferPointer(rebasing: target[slot * width..<(slot + 1) * width])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[row * width..<(row + 1) * width]))
        }
      }
    }
    return try Dataset(
      name: name, split: split, images: selected, labels: rows.map { labels[$0] }, classNames: classNames,
      normalization: normalization)
  }

  /// The first `count` images.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` when there are not that many.
  package func prefix(_ count: Int) throws(DatasetError) -> Dataset {
    guard count >= 0, count <= self.count else { throw .range(name: name, asked: count, available: self.count) }
    return try selecting(Array(0..<count), as: split)
  }

  /// Divides the data by the SHA-256 of each image's bytes.
  ///
  /// An image always falls into the same part, whatever stands before it, and equal images never fall into different
  /// parts: calibration and validation data cannot leak into training by a duplicate or a changed order.
  /// - Parameters:
  ///   - calibrationPerMille: share of images for calibration, in thousandths.
  ///   - validationPerMille: share of images for validation, in thousandths. The rest is for training.
  /// - Throws: ``DatasetError/shares(_:)``.
  package func divided(
    calibrationPerMille: Int = 50, validationPerMille: Int = 100
  ) throws(DatasetError) -> (train: Dataset, calibration: Dataset, validation: Dataset) {
    guard calibrationPerMille >= 0, validationPerMille >= 0, calibrationPerMille <= 1000,
      validationPerMille <= 1000 - calibrationPerMille
    else { throw .shares([calibrationPerMille, validationPerMille]) }
    var rows: (train: [Int], calibration: [Int], validation: [Int]) = ([], [], [])
    let width = imageShape.count * images.element.bitWidth / 8
    images.withBytes { bytes in
      for row in 0..<count {
        var accumulator = SHA256Digest.Accumulator()
        accumulator.append(UnsafeRawBufferPointer(rebasing: bytes[row * width..<(row + 1) * width]))
        let word = accumulator.digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let slot = Int(word % 1000)
        if slot < calibrationPerMille {
          rows.calibration.append(row)
        } else if slot < calibrationPerMille + validationPerMille {
          rows.validation.append(row)
        } else {
          rows.train.append(row)
        }
      }
    }
    return (
      try selecting(rows.train, as: .train), try selecting(rows.calibration, as: .calibration),
      try selecting(rows.validation, as: .validation)
    )
  }
}
