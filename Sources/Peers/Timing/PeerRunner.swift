import EdgeRuntime
import Foundation
import Measurement
import Processes
import Tensors

/// The process of one peer while it is measured: stopped except when it is asked something.
final class PeerRunner {
  let index: Int
  private let contestant: Contestant
  private let threads: Int
  private let process: PeerProcess

  init(_ contestant: Contestant, index: Int, threads: Int, deadlines: PeerDeadlines) throws(PeerError) {
    self.contestant = contestant
    self.index = index
    self.threads = threads
    process = try PeerProcess(contestant.launch, deadlines: deadlines)
  }

  /// Loads the model once and hands over every set of inputs in the form and order it takes.
  /// - Parameter names: of our inputs.
  func prepare(_ inputs: [[Tensor]], names: [String]) throws(PeerError) -> PeerFacts {
    try awake { (process) throws(PeerError) in
      let facts = try process.load(file: contestant.file.path, threads: threads)
      if let ports = facts.inputs, ports.count != names.count {
        throw .inputCount(expected: ports.count, found: names.count)
      }
      let order = InputFit.order(of: names, asIn: facts.inputNames)
      for (index, set) in inputs.enumerated() {
        let arrays = try order.enumerated().map { (port, position) throws(PeerError) in
          try InputFit.fit(set[position], to: facts.inputs?[port])
        }
        try process.give(arrays, index: index)
      }
      return facts
    }
  }

  func outputs(_ input: Int) throws(PeerError) -> [Tensor] {
    try awake { (process) throws(PeerError) in try process.outputs(input: input) }
  }

  /// A session made anew.
  func place(spacer: Int) throws(ArmFailure) {
    do throws(PeerError) {
      _ = try awake { (process) throws(PeerError) in
        try process.load(file: contestant.file.path, threads: threads, spacer: spacer)
      }
    } catch { throw .peer(index, error) }
  }

  /// Each sample takes the next of `inputs` inputs for all its runs.
  func arm(inputs: Int) -> TimedArm<ArmFailure> {
    var turn = 0
    return TimedArm { (runs: Range<Int>) throws(ArmFailure) in
      turn += 1
      do throws(PeerError) {
        return try self.awake { (process) throws(PeerError) in
          try process.run(input: turn % inputs, repetitions: runs.count, leadIn: PeerTimer.leadIn)
        }
      } catch { throw .peer(self.index, error) }
    }
  }

  private func awake<Result>(
    _ body: (PeerProcess) throws(PeerError) -> Result
  ) throws(PeerError) -> Result {
    process.resume()
    defer { process.pause() }
    return try body(process)
  }
}

/// Our arm, sampled exactly as a peer samples itself.
struct OwnArm {
  /// One run on the input of this number.
  let work: (Int) throws(RuntimeError) -> Void
  let inputs: Int

  var arm: TimedArm<ArmFailure> {
    var turn = 0
    let clock = SystemClock()
    return TimedArm { (runs: Range<Int>) throws(ArmFailure) in
      turn += 1
      let input = turn % inputs
      do throws(RuntimeError) {
        try work(input)
        let until = clock.nanoseconds() + PeerTimer.leadIn
        while clock.nanoseconds() < until { try work(input) }
        let start = clock.nanoseconds()
        for _ in runs { try work(input) }
        return clock.nanoseconds() - start
      } catch { throw .ours(error) }
    }
  }
}
