import Processes
package import Verdicts

/// One running check: calls into the learner's program and counts what came back.
///
/// A trial starts its worker at the first call and a new one after a crash; workers of different checks never meet.
public final class Trial {
  /// Fixed seeds first, then the fresh ones.
  public let seeds: [UInt64]
  let stream: String
  private let dataFolder: String
  private let observed: JudgeRequest.Observations?
  private let launch: Launch
  private let callSeconds: Double
  private var worker: DuplexChild?
  private(set) var workerNanoseconds: Int64 = 0
  private(set) var printed: String?
  package internal(set) var casesRun = 0
  package internal(set) var casesPassed = 0
  private(set) var measurements: [GradeReport.Measurement] = []
  private(set) var answers: [String: String] = [:]

  package init(_ request: JudgeRequest, stream: String) {
    seeds = request.fixedSeeds + request.freshSeeds
    self.stream = stream
    dataFolder = request.data
    observed = request.observations
    callSeconds = request.limits.callSeconds
    launch = Launch(
      request.worker, environment: ["SWIFT_BACKTRACE": "enable=no", "LANG": "C.UTF-8"], directory: request.directory,
      limits: ResourceLimits(
        cpuSeconds: request.limits.cpuSeconds, memoryBytes: request.limits.memoryMiB << 20, fileBytes: 1 << 20,
        additionalTasks: 64, outputBytes: Trial.outputBytes))
  }

  /// What a learner's prints may come to: far more than anyone reads, and reached well within the seconds of one call
  /// even on a busy machine, so that a flood is named as one.
  private static let outputBytes = 16 << 20

  /// Calls a function of the learner's file.
  /// - Parameter seconds: another bound than the lab's for this one call.
  public func call<each Argument: Wire, Result: Wire>(
    _ name: String, _ arguments: repeat each Argument, seconds: Double? = nil
  ) throws(CheckFailure) -> Result {
    let writer = WireWriter()
    name.encode(into: writer)
    repeat (each arguments).encode(into: writer)
    let reader = WireReader(try exchange(writer.bytes, seconds: seconds ?? callSeconds))
    do {
      switch WorkerReply(rawValue: try UInt8(from: reader)) {
      case .result:
        let result = try Result(from: reader)
        guard reader.left == 0 else { throw WireError.leftover(reader.left) }
        return result
      case .thrown:
        throw CheckFailure(.error, message: .keyed("worker.thrown", arguments: ["error": try String(from: reader)]))
      case .unknownName:
        throw CheckFailure(.error, message: .keyed("worker.unknownFunction", arguments: ["name": name]))
      case nil:
        throw WireError.invalidValue(type: "reply")
      }
    } catch let failure as CheckFailure {
      throw failure
    } catch {
      throw CheckFailure(.error, message: .keyed("worker.badReply", arguments: ["name": name]))
    }
  }

  /// Runs `body` once per seed with a source of its own; a failure carries the seed.
  public func forEachSeed(_ body: (inout RandomSource) throws(CheckFailure) -> Void) throws(CheckFailure) {
    for seed in seeds {
      var source = RandomSource(seed: seed, stream: stream)
      do throws(CheckFailure) {
        try body(&source)
      } catch {
        var failure = error
        failure.seed = failure.seed ?? seed
        throw failure
      }
    }
  }

  /// The elements of a little-endian file in the lab's `Data` folder.
  public func numbers<Number: WireNumber>(
    of name: String, as: Number.Type = Number.self
  ) throws(CheckFailure) -> [Number] {
    try numbers(in: dataFolder, name)
  }

  /// What was observed for this grading, such as samples of a model's activations.
  public func observations() throws(CheckFailure) -> [Observation] {
    guard let observed else { throw CheckFailure(.error, message: .keyed("artefact.noExaminer", arguments: [:])) }
    var found: [Observation] = []
    for (index, name) in observed.names.enumerated() {
      found.append(Observation(name: name, values: try numbers(in: observed.folder, "\(index).f32")))
    }
    return found
  }

  private func numbers<Number: WireNumber>(in folder: String, _ name: String) throws(CheckFailure) -> [Number] {
    guard let bytes = StandardStreams.file(at: folder + "/" + name),
      let values = try? Number.decode(count: bytes.count / MemoryLayout<Number>.stride, from: WireReader(bytes))
    else { throw CheckFailure(.error, message: .keyed("judge.data", arguments: ["file": name])) }
    return values
  }

  /// Stores a figure computed by the judge from returned bytes.
  public func record(
    _ id: String, ja: String, en: String, value: Double, unit: String, count: Int, comparison: Comparison? = nil
  ) {
    measurements.append(
      .init(
        id: id, name: LocalizedText(ja: ja, en: en), value: value, unit: unit, count: count, comparison: comparison))
  }

  /// Hands a text of the learner's program to grading, which builds or examines something with it after the judge.
  public func handOver(_ text: String, as name: String) { answers[name] = text }

  /// Counts a case that the check judged itself and fails when `condition` is false.
  public func require(_ condition: Bool, _ failure: @autoclosure () -> CheckFailure) throws(CheckFailure) {
    casesRun += 1
    guard condition else { throw failure() }
    casesPassed += 1
  }

  func finish() {
    guard let worker else { return }
    let text = worker.finish().standardError.text
    if !text.isEmpty { printed = String(((printed ?? "") + text).prefix(4_096)) }
    self.worker = nil
  }

  private func exchange(_ frame: [UInt8], seconds: Double) throws(CheckFailure) -> [UInt8] {
    let start = Monotonic.now
    defer { workerNanoseconds += Monotonic.now - start }
    do {
      let child = try worker ?? DuplexChild(launch)
      worker = child
      return try child.exchange(frame, seconds: seconds)
    } catch let failure as DuplexChild.Failure {
      finish()
      throw Trial.failure(failure, seconds: seconds)
    } catch {
      throw CheckFailure(
        .error, message: .keyed("worker.cannotStart", arguments: ["reason": String(describing: error)]))
    }
  }

  private static func failure(_ failure: DuplexChild.Failure, seconds: Double) -> CheckFailure {
    let message: Message =
      switch failure {
      case .ended(.timeLimit):
        .keyed("worker.timeLimit", arguments: ["seconds": Int(exactly: seconds).map { "\($0)" } ?? "\(seconds)"])
      case .ended(.memoryLimit): .keyed("worker.memoryLimit", arguments: [:])
      case .ended(.outputLimit), .unreasonableReply: .keyed("worker.outputLimit", arguments: [:])
      case .ended(.signalled(let signal)): .keyed("worker.crash", arguments: ["signal": "\(signal)"])
      case .ended(.exited(let code)): .keyed("worker.exited", arguments: ["code": "\(code)"])
      case .ended(.cancelled): .keyed("worker.cancelled", arguments: [:])
      }
    return CheckFailure(.error, message: message)
  }
}

/// Samples of one named quantity.
public struct Observation: Sendable, Hashable {
  public let name: String
  public let values: [Float]
}
