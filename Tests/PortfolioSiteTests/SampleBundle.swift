import Foundation
import Hashing
import Reports

/// A small, honest bundle: three stages measured with planted times.
enum SampleBundle {
  static func text(_ name: String) -> LocalizedText { LocalizedText(ja: "日本語 \(name)", en: "English \(name)") }

  /// 40 samples around `nanoseconds`, ±0.3 %, never random.
  static func samples(_ nanoseconds: Int64) throws -> LatencySamples {
    try LatencySamples(
      nanoseconds: (0..<40).map { nanoseconds + nanoseconds * Int64($0 * 37 % 7 - 3) / 1_000 }, repetitions: 1,
      warmUp: 3, threads: 1, batch: 1)
  }

  /// Of the 40 pairs.
  static let placements = [Int](repeating: 4, count: 10)

  static func table(stage: LocalizedText = text("int8")) throws -> AblationTable {
    func model(_ bytes: Int) -> ModelRecord {
      ModelRecord(
        name: "glyphs", sha256: String(repeating: "a", count: 64), fileBytes: bytes, parameters: bytes / 4, macs: 1_000,
        arenaBytes: 2_048, operators: ["Convolution": 4])
    }
    func accuracy(_ correct: Int) throws -> AccuracyRecord {
      try AccuracyRecord(
        correct: correct, count: 5_000, dataset: "glyphs16", datasetSHA256: String(repeating: "b", count: 64),
        split: "test")
    }
    return try AblationTable(rows: [
      .init(id: "fp32", stage: text("fp32"), model: model(400_000), accuracy: accuracy(4_790), comparison: nil),
      .init(
        id: "fused", stage: text("fused"), model: model(399_000), accuracy: accuracy(4_790),
        comparison: Comparison(baseline: samples(80_000), candidate: samples(79_800), placements: placements, seed: 1)),
      .init(
        id: "int8", stage: stage, model: model(100_000), accuracy: accuracy(4_780),
        comparison: Comparison(baseline: samples(80_000), candidate: samples(32_000), placements: placements, seed: 2)),
    ])
  }

  static func record(_ table: AblationTable, build: BuildConfiguration = .release) -> EvidenceRecord {
    let machine = MachineRecord(
      cpu: "Test CPU", features: ["avx2"], cores: 2, memoryBytes: nil, os: "TestOS 1", kernel: "1",
      architecture: "x86_64", governor: nil, toolchain: "Swift 6.3", build: build, loadAverage: 0.1,
      noiseFloor: NoiseFloor(relative: 0.0004, pairs: 80))
    return EvidenceRecord(
      provenance: Provenance(
        machine: machine, toolVersion: "0.1.0", commit: "abc123", command: "keiryo compress recipe.yml",
        flags: ["threads=1"], recordedAt: Timestamp(secondsSince1970: 1_795_249_331)),
      payload: .ablation(table))
  }

  static func project(_ digest: String) -> ProjectEvidence {
    ProjectEvidence(
      slug: "glyphs", title: text("title"), summary: LocalizedText(ja: "{{int8.ratio}} 倍", en: "{{int8.ratio}} times"),
      problem: text("problem"), constraints: [LocalizedText(ja: "10 ms 以内", en: "within 10 ms")],
      baseline: LocalizedText(ja: "{{fp32.latency}}", en: "{{ fp32.latency }}"), failures: [text("failure")],
      tradeOffs: [LocalizedText(ja: "{{int8.change}}", en: "{{int8.change}}")], limits: [text("limits")],
      reproduce: ["keiryo compress recipe.yml"], sources: [text("source")], ablation: digest)
  }

  /// A bundle around one record; `edit` may change the project before it is used.
  static func bundle(
    _ record: EvidenceRecord, edit: (inout ProjectEvidence) -> Void = { _ in }
  ) throws -> EvidenceBundle {
    let digest = try CanonicalJSON.digest(of: record).hex
    let preimage = EvidenceLink.preimage(
      sequence: 1, kind: .ablation, recordedAt: record.provenance.recordedAt, content: digest,
      previous: EvidenceLink.origin)
    let link = EvidenceLink(
      sequence: 1, kind: .ablation, recordedAt: record.provenance.recordedAt, content: digest,
      previous: EvidenceLink.origin, hash: SHA256Digest(of: preimage).hex)
    var project = project(digest)
    edit(&project)
    return EvidenceBundle(
      author: .init(name: text("author"), sentence: text("sentence")), toolVersion: "0.1.0", language: .ja,
      isDemonstration: false, chain: [link], items: [.init(digest: digest, level: .recorded, record: record)],
      projects: [project])
  }

  static func bundle(edit: (inout ProjectEvidence) -> Void = { _ in }) throws -> EvidenceBundle {
    try bundle(record(table()), edit: edit)
  }
}

/// A folder that is gone after the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("site-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
