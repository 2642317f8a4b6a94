import Foundation
import Reports

/// Small facts to store.
enum Samples {
  static let machine = MachineRecord(
    cpu: "Test CPU", features: ["avx2"], cores: 2, memoryBytes: nil, os: "TestOS 1", kernel: "1",
    architecture: "x86_64",
    governor: nil, toolchain: "Swift 6.3", build: .release, loadAverage: 0.1)

  static func provenance(at second: Int64 = 1_795_249_331) -> Provenance {
    Provenance(
      machine: machine, toolVersion: "0.1.0", commit: "abc", command: "keiryo bench", flags: ["threads=1"],
      recordedAt: Timestamp(secondsSince1970: second))
  }

  static func report(_ lab: String, _ status: GradeReport.Status, submission: String = "f00d") -> GradeReport {
    GradeReport(
      lab: lab, labVersion: 1, graderVersion: "0.1.0", status: status, tests: [], submissionSHA256: submission,
      seeds: .init(fixed: [1], fresh: [UInt64.max]), isolation: .c, recordedAt: Timestamp(secondsSince1970: 1))
  }

  static func grade(_ lab: String, _ status: GradeReport.Status = .pass) -> EvidenceRecord {
    EvidenceRecord(provenance: provenance(), payload: .grade(report(lab, status)))
  }

  static func accuracy(_ correct: Int) throws -> EvidenceRecord {
    EvidenceRecord(
      provenance: provenance(),
      payload: .accuracy(
        try AccuracyRecord(correct: correct, count: 5_000, dataset: "glyphs16", datasetSHA256: "0", split: "test")))
  }
}

/// A folder that is gone after the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("progress-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  var store: String { path + "/evidence.sqlite" }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
