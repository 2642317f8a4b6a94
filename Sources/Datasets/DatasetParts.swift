private import Hashing

/// Data with all roles they can have. No sample stands in two of them.
package struct DatasetParts: Sendable {
  package let train: Dataset
  package let calibration: Dataset
  package let validation: Dataset
  package let test: Dataset

  /// Parts that may share samples: each is left where it counts most, in test before validation before calibration before
  /// train, and taken out of the others.
  /// - Throws: ``DatasetError``.
  package init(
    train: Dataset, calibration: Dataset, validation: Dataset, test: Dataset
  ) throws(DatasetError) {
    var seen = Set<SHA256Digest>()
    func kept(_ dataset: Dataset, as split: DatasetSplit) throws(DatasetError) -> Dataset {
      let digests = dataset.sampleDigests
      let rows = digests.indices.filter { !seen.contains(digests[$0]) }
      seen.formUnion(digests)
      return try rows.count == dataset.count && dataset.split == split ? dataset : dataset.selecting(rows, as: split)
    }
    self.test = try kept(test, as: .test)
    self.validation = try kept(validation, as: .validation)
    self.calibration = try kept(calibration, as: .calibration)
    self.train = try kept(train, as: .train)
  }

  /// Training data divided by hash, with a test set that came apart.
  /// - Throws: ``DatasetError``.
  package init(dividing all: Dataset, test: Dataset, groups: [String]? = nil) throws(DatasetError) {
    let parts = try all.divided(groups: groups)
    try self.init(train: parts.train, calibration: parts.calibration, validation: parts.validation, test: test)
  }

  /// Every part under another normalization, which by right is that of the training samples.
  /// - Throws: ``DatasetError/normalization(name:channels:)``.
  package func normalized(by normalization: Normalization) throws(DatasetError) -> DatasetParts {
    func changed(_ dataset: Dataset) throws(DatasetError) -> Dataset {
      try Dataset(
        name: dataset.name, split: dataset.split, inputs: dataset.inputs, targets: dataset.targets,
        normalization: normalization)
    }
    return try DatasetParts(
      train: changed(train), calibration: changed(calibration), validation: changed(validation), test: changed(test))
  }

  /// Samples of all parts.
  package var count: Int { DatasetSplit.allCases.reduce(0) { $0 + self[$1].count } }

  package subscript(split: DatasetSplit) -> Dataset {
    switch split {
    case .train: train
    case .calibration: calibration
    case .validation: validation
    case .test: test
    }
  }
}
