private import Formats
package import Foundation
private import Tensors

/// Speech Commands, or sounds in the same form: one folder per word with WAV files of one second, as ``LogMel`` codes.
///
/// Files of 16 kHz, one channel, 8 or 16 bits; shorter ones are filled up with zeros, longer ones cut after a second.
/// `validation_list.txt` and `testing_list.txt` decide where they exist. Everything else is divided by the hash of the
/// speaker (the name before `_nohash_`), so that nobody is heard in two parts: 5 % calibration and, without the lists,
/// 10 % validation and 10 % test. Warden 2018 (arXiv 1804.03209); CC BY 4.0.
package enum SpeechFolder {
  package static let name = "speech"
  /// The largest list read, bytes.
  private static let maximumListBytes = 1 << 24

  /// - Throws: ``LoadingError``.
  package static func parts(of folder: URL) throws(LoadingError) -> DatasetParts {
    let listing = try ClassFolders(folder, extensions: ["wav"])
    let all = try dataset(listing)
    let names = listing.files.map {
      "\($0.url.deletingLastPathComponent().lastPathComponent)/\($0.url.lastPathComponent)"
    }
    let speakers = listing.files.map { speaker(of: $0.url) }
    let validation = try list(folder.appendingPathComponent("validation_list.txt"))
    let testing = try list(folder.appendingPathComponent("testing_list.txt"))
    return try LoadingError.lifting { () throws(DatasetError) in
      guard let validation, let testing else {
        let parts = try all.divided(testPerMille: 100, groups: speakers)
        return try parts.normalized(by: Normalization(ofPixels: parts.train))
      }
      let rows = names.indices
      let own = rows.filter { !validation.contains(names[$0]) && !testing.contains(names[$0]) }
      let rest = try all.selecting(own, as: .train).divided(validationPerMille: 0, groups: own.map { speakers[$0] })
      let parts = try DatasetParts(
        train: rest.train, calibration: rest.calibration,
        validation: all.selecting(rows.filter { validation.contains(names[$0]) }, as: .validation),
        test: all.selecting(rows.filter { testing.contains(names[$0]) }, as: .test))
      return try parts.normalized(by: Normalization(ofPixels: parts.train))
    }
  }

  private static func dataset(_ listing: ClassFolders) throws(LoadingError) -> Dataset {
    let length = LogMel.shape.count
    var codes = Tensor(zeros: TensorType(.uint8, Shape([listing.files.count] + LogMel.shape.dimensions)))
    for (index, file) in listing.files.enumerated() {
      let sound: WAVFile
      do { sound = try WAVFile.read(file.url) } catch { throw .format(error) }
      guard sound.sampleRate == LogMel.sampleRate else {
        throw .sampleRate(path: file.url.relativePath, expected: LogMel.sampleRate, found: sound.sampleRate)
      }
      let rest = [Int16](repeating: 0, count: max(0, LogMel.second - sound.samples.count))
      let second = LogMel.codes(Array(sound.samples.prefix(LogMel.second)) + rest)
      codes.withMutableElements(as: UInt8.self) { target in
        for (offset, code) in second.enumerated() { target[index * length + offset] = code }
      }
    }
    return try LoadingError.lifting { () throws(DatasetError) in
      try Dataset(
        name: name, split: .train, images: codes, labels: listing.files.map(\.label), classNames: listing.classNames,
        normalization: Normalization(mean: [0.5], deviation: [0.25]))
    }
  }

  private static func speaker(of file: URL) -> String {
    let name = file.lastPathComponent
    return name.range(of: "_nohash_").map { String(name[..<$0.lowerBound]) } ?? name
  }

  /// The lines of a file; nil when there is none.
  private static func list(_ file: URL) throws(LoadingError) -> Set<String>? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      let text = String(decoding: try FileBytes.read(file, limit: maximumListBytes), as: UTF8.self)
      return Set(text.split(whereSeparator: \.isNewline).map(String.init))
    } catch { throw .format(error) }
  }
}
