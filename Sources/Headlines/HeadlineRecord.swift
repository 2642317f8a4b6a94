package import Foundation
package import Reports

/// What one seed of one headline gave, as it is kept.
package struct HeadlineRecord: Codable, Sendable {
  package let headline: String
  package let seed: Int
  /// What was typed, in order.
  package let commands: [String]
  package let figures: [HeadlineFigure]
  package let machine: MachineRecord
  package let toolVersion: String
  /// Seconds that it took, without trainings that an earlier headline of the seed had done.
  package let seconds: Double

  package init(
    headline: String, seed: Int, commands: [String], figures: [HeadlineFigure], machine: MachineRecord,
    toolVersion: String, seconds: Double
  ) {
    self.headline = headline
    self.seed = seed
    self.commands = commands
    self.figures = figures
    self.machine = machine
    self.toolVersion = toolVersion
    self.seconds = seconds
  }
}

/// The folder of records: `HEADLINE/SEED.json`, each written in one step, so that an interrupted run goes on where it was.
package struct HeadlineRecords: Sendable {
  package let folder: URL

  package init(_ folder: URL) { self.folder = folder }

  private func url(_ headline: String, _ seed: Int) -> URL {
    folder.appending(path: headline).appending(path: "\(seed).json")
  }

  /// - Throws: what reading or decoding throws; nil when there is none.
  package func record(_ headline: String, seed: Int) throws -> HeadlineRecord? {
    let url = url(headline, seed)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try JSONDecoder().decode(HeadlineRecord.self, from: Data(contentsOf: url))
  }

  package func all(_ headline: String) throws -> [HeadlineRecord] {
    let folder = folder.appending(path: headline)
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .compactMap { $0.hasSuffix(".json") ? Int($0.dropLast(5)) : nil }.sorted()
      .compactMap { try record(headline, seed: $0) }
  }

  package func write(_ record: HeadlineRecord) throws {
    let url = url(record.headline, record.seed)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(record) + Data("\n".utf8)).write(to: url, options: .atomic)
  }
}
