import Foundation
import Reports
import Testing

@Suite struct PeerTableTests {
  /// A peer that takes `peer` nanoseconds where ours takes 100.
  private func row(_ engine: String, _ peer: Int64?) throws -> PeerRow {
    var row = PeerRow(engine: engine, title: engine.uppercased(), allowedDifference: 0.001)
    guard let peer else {
      row.obstacle = LocalizedText(ja: "なし", en: "none")
      return row
    }
    func samples(_ nanoseconds: Int64) throws -> LatencySamples {
      try LatencySamples(
        nanoseconds: Array(repeating: nanoseconds, count: 12), repetitions: 1, warmUp: 3, threads: 2, batch: 1)
    }
    row.difference = 1e-7
    row.weights = .sameFile
    row.comparison = try Comparison(
      baseline: samples(peer), candidate: samples(100), placements: Array(repeating: 2, count: 6), seed: 1)
    return row
  }

  private func table() throws -> PeerTable {
    let machine = MachineRecord(
      cpu: "x", features: [], cores: 2, memoryBytes: nil, os: "x", kernel: "x", architecture: "x86_64", governor: nil,
      toolchain: "x", build: .release, loadAverage: 0)
    return PeerTable(
      model: "m.onnx", sha256: String(repeating: "0", count: 64), fileBytes: 1, threads: 2,
      rows: [try row("a", 300), try row("b", nil), try row("c", 50)],
      provenance: Provenance(
        machine: machine, toolVersion: "1", commit: nil, command: "keiryo bench", flags: [],
        recordedAt: Timestamp(secondsSince1970: 0)))
  }

  @Test func `the fastest peer comes first and a row without a figure is not ranked`() throws {
    let table = try table()
    #expect(table.ranked.map(\.engine) == ["c", "a"])
    #expect(table.ranked.compactMap(\.ratio?.estimate) == [0.5, 3])
    #expect(table.own?.median == 100)
  }

  @Test func `what was written is read again, and a newer version is refused`() throws {
    let data = try JSONEncoder().encode(try table())
    #expect(try JSONDecoder().decode(PeerTable.self, from: data) == (try table()))
    var object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    object["schemaVersion"] = PeerTable.currentSchemaVersion + 1
    let newer = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: ReportError.self) { try JSONDecoder().decode(PeerTable.self, from: newer) }
  }
}
