import Foundation
import Reports

/// One run of a profile in the Trace Event Format: complete events with microseconds.
struct ChromeTrace {
  private struct Event: Encodable {
    let name: String
    let cat: String
    let ph = "X"
    let ts: Double
    let dur: Double
    let pid = 1
    let tid = 1
    let args: [String: String]
  }

  private struct File: Encodable {
    let displayTimeUnit = "ns"
    let traceEvents: [Event]
  }

  private let profile: ModelProfile

  init(_ profile: ModelProfile) { self.profile = profile }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return try encoder.encode(File(traceEvents: events))
  }

  private var events: [Event] {
    let run = typicalRun
    var start = 0.0
    return profile.steps.map { step in
      let duration = run < step.nanoseconds.count ? step.nanoseconds[run] / 1_000 : 0
      defer { start += duration }
      return Event(
        name: step.name, cat: step.operatorName, ts: start, dur: duration,
        args: [
          "kernel": step.kernel ?? "Swift reference", "sources": step.sources.joined(separator: ", "),
          "inputs": step.inputs.joined(separator: ", "), "outputs": step.outputs.joined(separator: ", "),
          "multiplyAccumulates": "\(step.multiplyAccumulates)", "bytes": "\(step.bytes)", "threads": "\(step.threads)",
        ])
    }
  }

  /// The run whose steps together took the median time.
  private var typicalRun: Int {
    let sums = profile.stepSums
    return sums.indices.sorted { sums[$0] < sums[$1] }.dropFirst(sums.count / 2).first ?? 0
  }
}
