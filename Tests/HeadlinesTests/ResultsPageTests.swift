import Foundation
import Headlines
import Reports
import Testing

@Suite("Headlines")
struct ResultsPageTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func record(_ seed: Int, _ figures: [HeadlineFigure]) -> HeadlineRecord {
    HeadlineRecord(
      headline: Sizes.key, seed: seed, commands: ["keiryo quantize a.onnx"], figures: figures,
      machine: MachineRecord(
        cpu: "X", features: [], cores: 2, memoryBytes: nil, os: "Y", kernel: "k", architecture: "z", governor: nil,
        toolchain: "Swift", build: .release, loadAverage: nil), toolVersion: "1", seconds: 3)
  }

  @Test("Means and deviations over seeds, in the order of the seeds")
  func spread() {
    let spread = HeadlineSpread([
      record(2, [HeadlineFigure("int8", "lost", 0.03, .points)]),
      record(1, [HeadlineFigure("int8", "lost", 0.01, .points)]),
    ])
    #expect(spread.seeds == [1, 2])
    #expect(spread.values("int8", "lost") == [0.01, 0.03])
    #expect(spread.mean("int8", "lost") == 0.02)
    // √((0.01² + 0.01²) / 1)
    #expect(abs(HeadlineSpread.deviation([0.01, 0.03]) - 0.01 * 2.0.squareRoot()) < 1e-15)
    #expect(spread.mean("int8", "nowhere").isNaN)
  }

  @Test("A bar that was not measured is not met")
  func unmeasured() {
    #expect(Sizes.verdicts(HeadlineSpread([])).allSatisfy { !$0.holds })
  }

  @Test("Records come back from their folder; the page says what holds and what does not")
  func page() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headlines-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = HeadlineRecords(folder)
    #expect(try records.record(Sizes.key, seed: 1) == nil)
    try records.write(
      record(1, [HeadlineFigure("int8", "file", 0.26, .share), HeadlineFigure("int8", "lost", 0.02, .points)]))
    try records.write(
      record(2, [HeadlineFigure("int8", "file", 0.27, .share), HeadlineFigure("int8", "lost", 0.03, .points)]))
    let text = try ResultsPage(records, of: HeadlineCatalog.all).markdown
    #expect(text.contains("int8, file: at most 27.0 % | 26.5 % | yes"))
    #expect(text.contains("int8, lost: at most 1.00 points | 2.50 points | **no**"))
    #expect(text.contains("| int8 | 26.5 % ± 0.7 | 2.50 points ± 0.71 |"))
    #expect(text.contains("Seeds 1, 2"))
    #expect(!text.contains(StaticInt8.title))
  }

  @Test("The page in the documentation is what the records beside it give: no figure is typed")
  func committed() throws {
    let records = HeadlineRecords(root.appending(path: "Benchmarks/results/headlines"))
    let written = try String(contentsOf: root.appending(path: "Documentation/Results.md"), encoding: .utf8)
    #expect(try ResultsPage(records, of: HeadlineCatalog.all).markdown == written)
  }
}
