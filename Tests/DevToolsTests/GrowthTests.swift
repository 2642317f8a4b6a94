import DevTools
import Graphs
import Operators
import Reports
import Testing

@Suite struct GrowthTests {
  @Test func `the families span two decades of arithmetic and one of bytes`() throws {
    let macs = try GrowthModels.models(.latency).map { try $0.graph(seed: 1).multiplyAccumulates }
    #expect(macs == macs.sorted())
    #expect(try #require(macs.last) >= 100 * macs[0])
    let weights = try GrowthModels.models(.memory).map { try $0.graph(seed: 1).parameterCount }
    #expect(try #require(weights.last) >= 20 * weights[0])
    // 1,024 · 1,024 weights and 1,024 biases.
    #expect(weights[0] == 1_049_600)
  }

  private func profile(_ model: String, macs: Int, bytes: Int, nanoseconds: Int64) throws -> ModelProfile {
    let machine = MachineRecord(
      cpu: "Test CPU", features: [], cores: 1, memoryBytes: nil, os: "TestOS", kernel: "1", architecture: "x86_64",
      governor: nil, toolchain: "Swift", build: .release, loadAverage: nil)
    let time = Timestamp(secondsSince1970: 0)
    let step = ProfiledStep(
      name: "s", operatorName: "Conv", sources: [], kernel: "k", inputs: [], outputs: [], multiplyAccumulates: macs,
      isOnCodes: false, weightBytes: 0, readBytes: 0, writtenBytes: 0, threads: 1, nanoseconds: [1])
    return ModelProfile(
      model: model, sha256: "", fileBytes: bytes, threads: 1, footprintBytes: 0, arenaBytes: 0, steps: [step],
      whole: try LatencySamples(nanoseconds: [nanoseconds], repetitions: 1, warmUp: 0, threads: 1, batch: 1),
      memory: ProcessMemory(before: 1_000, after: 1_000 + 2 * bytes), openings: nil,
      ceilings: MachineCeilings(machine: machine, recordedAt: time, cacheBytes: [:], figures: []),
      probes: ProbeNames(multiplyAdd: "", dotProduct: ""),
      provenance: Provenance(
        machine: machine, toolVersion: "0", commit: nil, command: "", flags: [], recordedAt: time))
  }

  @Test func `proportional growth has the slope 1, and each family counts for its own`() throws {
    let report = GrowthReport([
      try profile("latency-2.onnx", macs: 2_000, bytes: 7, nanoseconds: 200),
      try profile("memory-1.onnx", macs: 5, bytes: 100, nanoseconds: 9),
      try profile("latency-1.onnx", macs: 1_000, bytes: 7, nanoseconds: 100),
      try profile("memory-3.onnx", macs: 5, bytes: 300, nanoseconds: 9),
    ])
    #expect(report.latency.map(\.multiplyAccumulates) == [1_000, 2_000])
    #expect(abs(try #require(report.latencyLaw).exponent - 1) < 1e-12)
    #expect(abs(try #require(report.memoryLaw).factor - 2) < 1e-9)
    let page = report.markdown(.ja)
    #expect(page.contains("| memory-3.onnx | 300 B | 600 B | 2.00 |"))
    #expect(page.contains("傾きは 1.000"))
  }
}
