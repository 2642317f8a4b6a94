import Foundation
import Reports
import Testing

@Suite struct ReportValueTests {
  private func accuracy(_ correct: Int, of count: Int) throws -> AccuracyRecord {
    try AccuracyRecord(correct: correct, count: count, dataset: "glyphs16", datasetSHA256: "0", split: "test")
  }

  @Test func `Wilson's interval is the published one`() throws {
    // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
    for (correct, count, low, high) in [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ] {
      let interval = try accuracy(correct, of: count).interval
      #expect(abs(interval.low - low) < 0.00005, "the table has four digits")
      #expect(abs(interval.high - high) < 0.00005)
    }
    #expect(throws: ReportError.impossibleAccuracy(correct: 3, count: 2)) { try accuracy(3, of: 2) }
    #expect(throws: ReportError.impossibleAccuracy(correct: 0, count: 0)) { try accuracy(0, of: 0) }
  }

  @Test func `dates before and after leap days are right`() {
    #expect(Timestamp(secondsSince1970: 0).iso8601 == "1970-01-01T00:00:00Z")
    #expect(Timestamp(secondsSince1970: -1).iso8601 == "1969-12-31T23:59:59Z")
    #expect(Timestamp(secondsSince1970: 951_782_400).date == "2000-02-29")
    #expect(Timestamp(secondsSince1970: 1_795_249_331).iso8601 == "2026-11-21T08:22:11Z")
  }

  @Test func `a newer file is refused instead of half read`() throws {
    let text = String(decoding: try JSONEncoder().encode(accuracy(9, of: 10)), as: UTF8.self)
      .replacingOccurrences(of: "\"schemaVersion\":1", with: "\"schemaVersion\":2")
    #expect(throws: ReportError.unknownSchemaVersion(report: "AccuracyRecord", found: 2, newest: 1)) {
      try JSONDecoder().decode(AccuracyRecord.self, from: Data(text.utf8))
    }
  }

  @Test func `a message keeps its form`() throws {
    let messages: [Message] = [
      .text(LocalizedText(ja: "端です", en: "an edge")), .keyed("axis.swapped", arguments: ["axis": "0"]),
    ]
    let data = try JSONEncoder().encode(messages)
    #expect(try JSONDecoder().decode([Message].self, from: data) == messages)
  }

  @Test func `no test and no test that ran is an error, never a pass`() {
    func test(_ status: GradeReport.Test.Status) -> GradeReport.Test {
      GradeReport.Test(
        id: "t", name: LocalizedText(verbatim: "t"), task: 1, status: status, casesRun: 1, casesPassed: 1)
    }
    #expect(GradeReport.status(of: []) == .error)
    #expect(GradeReport.status(of: [test(.notRun)]) == .error)
    #expect(GradeReport.status(of: [test(.pass)]) == .pass)
    #expect(GradeReport.status(of: [test(.pass), test(.notRun)]) == .fail)
    #expect(GradeReport.status(of: [test(.pass), test(.error)]) == .fail)
  }

  @Test func `an ablation compares every row with the first`() throws {
    let model = ModelRecord(
      name: "m", sha256: "0", fileBytes: 10, parameters: 5, macs: 7, arenaBytes: nil, operators: ["Conv": 2, "Add": 1])
    #expect(model.operatorCount == 3)
    let arm = try LatencySamples(
      nanoseconds: [Int64](repeating: 50_000, count: 8), repetitions: 1, warmUp: 0, threads: 1, batch: 1)
    let comparison = try Comparison(
      baseline: arm, candidate: arm, placements: [2, 2, 1, 1, 1, 1], seed: 1)
    func row(_ id: String, _ comparison: Comparison?) throws -> AblationTable.Row {
      AblationTable.Row(
        id: id, stage: LocalizedText(verbatim: id), model: model, accuracy: try accuracy(9, of: 10),
        comparison: comparison)
    }
    let table = try AblationTable(rows: [row("a", nil), row("b", comparison)])
    #expect(table.latency(ofRow: 0) == arm)
    #expect(table.latency(ofRow: 2) == nil)
    #expect(throws: ReportError.brokenAblation(row: 0)) { try AblationTable(rows: []) }
    #expect(throws: ReportError.brokenAblation(row: 1)) { try AblationTable(rows: [row("a", nil), row("b", nil)]) }
    #expect(throws: ReportError.brokenAblation(row: 0)) { try AblationTable(rows: [row("a", comparison)]) }
    #expect(throws: ReportError.brokenAblation(row: 1)) {
      try AblationTable(rows: [row("a", nil), row("a", comparison)])
    }
  }
}
