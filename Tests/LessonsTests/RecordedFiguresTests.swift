import Foundation
import Lessons
import Reports
import Testing

@Suite struct RecordedFiguresTests {
  /// A curriculum folder with these shipped records.
  private static func with<Value>(
    _ records: [String: Data], _ body: (URL) throws -> Value
  ) throws -> Value {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-figures-" + String(UInt64.random(in: .min ... .max), radix: 36))
    let folder = RecordedFigures.folder(in: root)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (lab, data) in records { try data.write(to: folder.appending(path: lab + ".json")) }
    return try body(root)
  }

  private static func text(_ figures: RecordedFigures, _ lab: String, _ field: String, _ language: Language = .en)
    -> String?
  {
    figures.text(MeasurementReference(id: lab, field: field, line: 1), language)
  }

  /// 40 pairs in which the candidate takes half the time.
  private static func comparison(candidate: Int64 = 500_000) throws -> Comparison {
    func arm(_ nanoseconds: Int64) throws -> LatencySamples {
      try LatencySamples(
        nanoseconds: (0..<40).map { nanoseconds + $0 }, repetitions: 1, warmUp: 1, threads: 1, batch: 1)
    }
    return try Comparison(
      baseline: arm(1_000_000), candidate: arm(candidate), placements: [Int](repeating: 5, count: 8), seed: 1)
  }

  private static func record(
    lab: String = "X1", version: Int = 1, status: GradeReport.Status = .pass, command: String = "keiryo-dev measure X1",
    decibels: Double = 40.5, comparison: Comparison? = nil
  ) -> EvidenceRecord {
    let name = LocalizedText(ja: "あ", en: "a")
    var measurements = [
      GradeReport.Measurement(id: "sqnr.int8", name: name, value: decibels, unit: "dB", count: 1_440)
    ]
    if let comparison {
      measurements.append(.init(id: "ratio", name: name, value: 0, unit: "", count: 40, comparison: comparison))
    }
    let report = GradeReport(
      lab: lab, labVersion: version, graderVersion: "1", status: status, tests: [], submissionSHA256: "",
      seeds: .init(fixed: [], fresh: []), isolation: .c, measurements: measurements,
      recordedAt: Timestamp(secondsSince1970: 1_795_249_331))
    let machine = MachineRecord(
      cpu: "Test CPU", features: [], cores: 1, memoryBytes: nil, os: "TestOS", kernel: "1", architecture: "x86_64",
      governor: nil, toolchain: "Swift", build: .release, loadAverage: nil)
    return EvidenceRecord(
      provenance: Provenance(
        machine: machine, toolVersion: "1", commit: nil, command: command, flags: [], recordedAt: report.recordedAt),
      payload: .grade(report))
  }

  @Test func editingAStoredSampleChangesTheFigure() throws {
    func ratio(_ data: Data) throws -> String? {
      try Self.with(["X1": data]) { Self.text(try RecordedFigures(curriculum: $0), "X1", "ratio") }
    }
    // The pairs are (10⁶ + i) ÷ (5·10⁵ + i), 1.99992 for the last: every one rounds to 2.00.
    let stored = try JSONEncoder().encode(Self.record(comparison: try Self.comparison()))
    #expect(try ratio(stored) == "2.00 [2.00, 2.00]")
    var text = String(decoding: stored, as: UTF8.self)
    // A quarter of the time in every candidate sample, the stored ratio left as it was.
    for index in 0..<40 { text = text.replacing("\(500_000 + index)", with: "\(250_000 + index)") }
    #expect(try ratio(Data(text.utf8)) == "4.00 [4.00, 4.00]")
    let value = String(decoding: stored, as: UTF8.self).replacing("40.5", with: "41.25")
    let figure = try Self.with(["X1": Data(value.utf8)]) {
      Self.text(try RecordedFigures(curriculum: $0), "X1", "sqnr.int8")
    }
    #expect(figure == "41.25 dB")
  }

  @Test func everyFigureSaysWhereItComesFrom() throws {
    try Self.with(["X1": JSONEncoder().encode(Self.record())]) { root in
      let figures = try RecordedFigures(curriculum: root)
      #expect(Self.text(figures, "X1", "sqnr.int8") == "40.50 dB")
      #expect(Self.text(figures, "X1", "sqnr.int8.n") == "1,440")
      for language in Language.allCases {
        let source = try #require(Self.text(figures, "X1", "source", language))
        for part in ["`keiryo-dev measure X1`", "Test CPU", "2026-11-21"] {
          #expect(source.contains(part), "\(source)")
        }
      }
      #expect(Self.text(figures, "X1", "sqnr.int4") == nil)
      #expect(Self.text(figures, "X2", "sqnr.int8") == nil)
    }
  }

  @Test func theLearnersOwnGradeTakesOverWhenItHasEveryFigure() throws {
    let shipped = try JSONEncoder().encode(Self.record(comparison: try Self.comparison()))
    func figure(_ own: EvidenceRecord) throws -> String? {
      try Self.with(["X1": shipped]) { root in
        Self.text(try RecordedFigures(curriculum: root) { $0 == "X1" ? own : nil }, "X1", "sqnr.int8")
      }
    }
    let comparison = try Self.comparison()
    #expect(try figure(Self.record(command: "keiryo grade X1", decibels: 39, comparison: comparison)) == "39.00 dB")
    #expect(try figure(Self.record(decibels: 39)) == "40.50 dB", "the speed was not judged")
    #expect(try figure(Self.record(version: 2, decibels: 39, comparison: comparison)) == "40.50 dB")
    #expect(try figure(Self.record(status: .fail, decibels: 39, comparison: comparison)) == "40.50 dB")
  }

  @Test func aFileThatIsNoPassedGradeOfItsLabIsNamed() throws {
    let broken = [
      Data("{}".utf8), try JSONEncoder().encode(Self.record(status: .fail)),
      try JSONEncoder().encode(Self.record(lab: "X2")),
    ]
    for data in broken {
      try Self.with(["X1": data]) { root in
        #expect {
          try RecordedFigures(curriculum: root)
        } throws: { error in
          guard case .unreadableFigures(let file)? = error as? LessonError else { return false }
          return file.hasSuffix("measurements/X1.json")
        }
      }
    }
  }
}
