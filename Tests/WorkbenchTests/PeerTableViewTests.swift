import Reports
import Testing
import Workbench

@Suite struct PeerTableViewTests {
  /// A peer whose time, with ours as 1, is each of `ratios` in one placement of four rounds.
  private func view(_ ratios: [Double]) throws -> PeerTableView {
    var row = PeerRow(engine: "onnxruntime", title: "ONNX Runtime", allowedDifference: 0.001)
    row.version = "1.31.1"
    row.precision = "f32"
    row.file = "m.onnx"
    row.weights = .sameFile
    row.difference = 4e-7
    let times = ratios.flatMap { ratio in Array(repeating: Int64(ratio * 1e6), count: 4) }
    row.comparison = try Comparison(
      baseline: LatencySamples(nanoseconds: times, repetitions: 1, warmUp: 3, threads: 1, batch: 1),
      candidate: LatencySamples(
        nanoseconds: times.map { _ in 1_000_000 }, repetitions: 1, warmUp: 3, threads: 1, batch: 1),
      placements: ratios.map { _ in 4 }, seed: 1)
    let machine = MachineRecord(
      cpu: "x", features: [], cores: 2, memoryBytes: nil, os: "x", kernel: "x", architecture: "x86_64", governor: nil,
      toolchain: "x", build: .release, loadAverage: 0)
    let table = PeerTable(
      model: "m.onnx", sha256: "0", fileBytes: 1, threads: 1, rows: [row],
      provenance: Provenance(
        machine: machine, toolVersion: "1", commit: nil, command: "keiryo bench", flags: [],
        recordedAt: Timestamp(secondsSince1970: 0)))
    return PeerTableView(table: table, folder: nil, files: [])
  }

  static let wide: [Double] = [0.7, 0.8, 0.9, 1.2, 1.3, 1.4, 1.5, 1.6]

  @Test(arguments: [
    (
      Array(repeating: 1.5, count: 8), "takes 1.50 [1.50, 1.50] times as long as Keiryo", "1.50 [1.50, 1.50] 倍の時間がかかります"
    ),
    (Array(repeating: 0.9, count: 8), "is faster: it takes 0.900", "のほうが速く"),
    (Array(repeating: 1.0, count: 8), "No difference", "言えません"),
    // Half the interval is far above 5 %, and it reaches 1.
    (wide, "No difference", "言えません"),
    // As wide, but far from 1.
    (wide.map { $0 + 3 }, "times as long as Keiryo", "倍の時間がかかります"),
  ])
  func `the sentence says no more than the interval`(_ ratios: [Double], _ english: String, _ japanese: String) throws {
    let view = try view(ratios)
    #expect(view.text(in: .en, width: 80).contains(english))
    #expect(view.text(in: .ja, width: 80).contains(japanese))
    #expect(view.status == .success)
  }

  @Test func `a row states the file, its weights and how far outputs are apart`() throws {
    let text = try view([1, 1, 1, 1, 1, 1]).text(in: .en, width: 80)
    #expect(text.contains("ONNX Runtime 1.31.1"))
    #expect(text.contains("4e−7   m.onnx (the same file)"))
  }
}
