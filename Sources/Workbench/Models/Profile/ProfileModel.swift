import Charts
import EdgeRuntime
import Foundation
import Graphs
import Hashing
import Kernels
import Measurement
import Reports

/// Measures where the time of a model goes, step by step.
package struct ProfileModel {
  private let model: ModelPath
  private let threads: Int
  private let runs: Int
  private let chart: URL?
  private let trace: URL?
  private let showsDetails: Bool

  /// - Parameters:
  ///   - svg: file for the roofline chart.
  ///   - trace: file for the steps of one run, as `chrome://tracing` and Perfetto read it.
  package init(
    _ model: String, reading: ReadingChoices = ReadingChoices(), threads: Int, runs: Int,
    svg: String?, trace: String?, showsDetails: Bool
  ) throws(WorkbenchError) {
    try BenchModel.check(threads: threads, pairs: 1)
    guard (1...10_000).contains(runs) else {
      throw .outOfRange(option: "--runs", allowed: "1…10000", found: "\(runs)")
    }
    self.model = ModelPath(model, reading)
    self.threads = threads
    self.runs = runs
    chart = svg.map { URL(filePath: $0) }
    self.trace = trace.map { URL(filePath: $0) }
    self.showsDetails = showsDetails
  }

  package func run(in workspace: Workspace) throws -> ProfileView {
    for file in [chart, trace].compactMap(\.self) { try FileAccess.checkWritable(file) }
    let before = PeakMemory.bytes
    let graph = try model.load(onlyToRun: true)
    let inputs = try RandomInputs.of(graph, named: model.url.relativePath, count: 8)
    workspace.report(.began(title: LocalizedText(ja: "段階ごとに測定", en: "timing every step"), number: nil, of: nil))
    var profiler = ModelProfiler(inputs: inputs)
    profiler.threads = threads
    profiler.runs = runs
    profiler.fewestRuns = min(runs, profiler.fewestRuns)
    let result: ModelProfiler.Result
    do { result = try profiler.profile(graph) } catch {
      workspace.report(.vanished)
      throw model.failure(error)
    }
    workspace.report(.vanished)
    // Before the ceilings are probed, which takes memory of its own.
    let after = PeakMemory.bytes
    let provenance = workspace.provenance(
      command: "keiryo profile \(model.url.lastPathComponent) --threads \(threads)", flags: ["threads=\(threads)"])
    let profile = ModelProfile(
      model: model.url.lastPathComponent, sha256: try SHA256Digest(ofFileAt: model.url.path).hex,
      fileBytes: try FileAccess.size(of: model.url), threads: threads, footprintBytes: result.plan.footprintBytes,
      arenaBytes: result.plan.memory.byteCount, steps: result.steps, whole: result.whole,
      memory: before.flatMap { before in after.map { ProcessMemory(before: before, after: $0) } },
      openings: try openings(profiler.planOptions),
      ceilings: try KeptCeilings(in: workspace).obtain(for: provenance.machine),
      probes: ProbeNames(
        multiplyAdd: ProbeKernel.multiplyAdd(profiler.planOptions.instructionSet)?.name ?? "",
        dotProduct: ProbeKernel.dotProduct(profiler.planOptions.instructionSet)?.name ?? ""),
      provenance: provenance)
    if let chart { try FileAccess.write(Data(RooflineChart(profile).svg(in: workspace.language).utf8), to: chart) }
    if let trace { try FileAccess.write(try ChromeTrace(profile).json(), to: trace) }
    return ProfileView(
      profile: profile, files: [chart, trace].compactMap { $0?.relativePath }, showsDetails: showsDetails)
  }

  /// Opens the model again and again: eleven times, a large one as often as goes into a second.
  private func openings(_ options: PlanOptions) throws -> [Double] {
    var nanoseconds: [Double] = []
    let clock = SystemClock()
    let begin = clock.nanoseconds()
    repeat {
      let start = clock.nanoseconds()
      let session = Session(try ExecutionPlan(model.load(onlyToRun: true), options: options))
      nanoseconds.append(Double(clock.nanoseconds() - start))
      withExtendedLifetime(session) {}
    } while nanoseconds.count < 11 && clock.nanoseconds() - begin < 1_000_000_000
    return nanoseconds
  }
}
