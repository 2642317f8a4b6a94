package import EdgeRuntime
package import Foundation
package import Measurement
package import Processes
package import Reports

/// A peer with the file it is to run.
package struct Contestant: Sendable {
  package let name: String
  package let launch: Launch
  package let file: URL
  /// The file has the model's topology with weights of its own: it is timed, whatever its outputs.
  package let hasOtherWeights: Bool

  package init(name: String, launch: Launch, file: URL, hasOtherWeights: Bool = false) {
    self.name = name
    self.launch = launch
    self.file = file
    self.hasOtherWeights = hasOtherWeights
  }
}

/// What was found out about one peer.
package struct PeerResult: Sendable {
  /// What it said about the model; nil when it could not load it.
  package var facts: PeerFacts?
  /// Of its outputs from ours, relative to the range of ours; nil when there were none to compare.
  package var difference: Double?
  /// ratio = its time ÷ our time; nil when its outputs differ or it failed.
  package var timed: TimedComparison?
  package var error: PeerError?

  init() {}
}

/// Why there is no result at all.
package enum PeerTimingError: Error {
  case ours(RuntimeError)
  case report(ReportError)
  case cancelled

  init(_ error: TimingError<ArmFailure>) {
    switch error {
    case .workload(.ours(let cause)): self = .ours(cause)
    case .workload(.peer), .workload(.cancelled): self = .cancelled
    case .report(let cause): self = .report(cause)
    }
  }
}

/// Whose arm failed.
enum ArmFailure: Error {
  case ours(RuntimeError)
  /// The index is the contestant's.
  case peer(Int, PeerError)
  case cancelled
}
