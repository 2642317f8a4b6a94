package import Hashing
private import Tensors

extension Dataset {
  /// The samples at `rows`, as a data set of its own.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for a row that does not exist.
  package func selecting(_ rows: [Int], as split: DatasetSplit) throws(DatasetError) -> Dataset {
    if let row = rows.first(where: { $0 < 0 || $0 >= count }) { throw .range(name: name, asked: row, available: count) }
    return try Dataset(
      name: name, split: split, inputs: inputs.selecting(rows), targets: targets.selecting(rows),
      normalization: normalization)
  }

  /// The first `count` samples.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` when there are not that many.
  package func prefix(_ count: Int) throws(DatasetError) -> Dataset {
    guard count >= 0, count <= self.count else { throw .range(name: name, asked: count, available: self.count) }
    return try selecting(Array(0..<count), as: split)
  }

  /// SHA-256 of each sample's input bytes.
  package var sampleDigests: [SHA256Digest] {
    let width = sampleWidth
    return inputs.withBytes { bytes in
      (0..<count).map { row in
        var accumulator = SHA256Digest.Accumulator()
        accumulator.append(UnsafeRawBufferPointer(rebasing: bytes[row * width..<(row + 1) * width]))
        return accumulator.digest
      }
    }
  }

  /// Divides the data by the SHA-256 of each sample's input bytes.
  ///
  /// A sample always falls into the same part, whatever stands before it, and equal samples never fall into different
  /// parts: calibration and validation data cannot leak into training by a duplicate or a changed order.
  /// - Parameters:
  ///   - calibrationPerMille: share of samples for calibration, in thousandths.
  ///   - validationPerMille: share of samples for validation, in thousandths.
  ///   - testPerMille: share of samples for the test, in thousandths. The rest is for training.
  ///   - groups: one name per sample, the speaker for example: the hash is that of the name, so that a group is never
  ///     divided. Equal samples of two groups are taken out by ``DatasetParts``.
  /// - Throws: ``DatasetError/shares(_:)``, ``DatasetError/targetCount(name:samples:targets:)`` for a number of groups that
  ///   is not that of the samples.
  package func divided(
    calibrationPerMille: Int = 50, validationPerMille: Int = 100, testPerMille: Int = 0, groups: [String]? = nil
  ) throws(DatasetError) -> DatasetParts {
    let shares = [calibrationPerMille, validationPerMille, testPerMille]
    guard shares.allSatisfy((0...1000).contains), shares.reduce(0, +) <= 1000 else { throw .shares(shares) }
    if let groups, groups.count != count {
      throw .targetCount(name: name, samples: count, targets: groups.count)
    }
    let digests = groups?.map { SHA256Digest(of: Array($0.utf8)) } ?? sampleDigests
    var rows: [DatasetSplit: [Int]] = [:]
    for (row, digest) in digests.enumerated() {
      let word = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let slot = Int(word % 1000)
      let split: DatasetSplit =
        slot < shares[0]
        ? .calibration : slot < shares[0] + shares[1] ? .validation : slot < shares.reduce(0, +) ? .test : .train
      rows[split, default: []].append(row)
    }
    func part(_ split: DatasetSplit) throws(DatasetError) -> Dataset { try selecting(rows[split] ?? [], as: split) }
    return try DatasetParts(
      train: part(.train), calibration: part(.calibration), validation: part(.validation), test: part(.test))
  }
}
