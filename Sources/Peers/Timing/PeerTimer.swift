import EdgeRuntime
package import Graphs
import Kernels
package import Measurement
import Reports
package import Tensors

/// Measures peers and our runtime on the same inputs in the same rounds.
///
/// Each peer is first asked for its outputs. Those that agree with ours are timed, and those whose file has other weights: in every placement all sessions are
/// made anew, ours and theirs; in every round each arm takes one sample on the same input. While one arm works the
/// processes of the others are stopped, so that threads which spin for work take nothing from it.
package struct PeerTimer {
  private let graph: Graph
  private let inputs: [[Tensor]]
  private let options: TimingOptions
  /// The largest difference of outputs that still counts as the same model.
  private let allowedDifference: Double
  private let deadlines: PeerDeadlines

  /// Untimed runs before each sample, nanoseconds: they bring code and weights back into the caches.
  static let leadIn: Int64 = 300_000

  /// - Parameter inputs: at least one set, of one tensor for each input of the graph, of its type.
  package init(
    _ graph: Graph, inputs: [[Tensor]], options: TimingOptions, allowedDifference: Double,
    deadlines: PeerDeadlines = PeerDeadlines()
  ) {
    self.graph = graph
    self.inputs = inputs
    self.options = options
    self.allowedDifference = allowedDifference
    self.deadlines = deadlines
  }

  package enum Event: Sendable {
    /// The outputs of a peer are being compared.
    case comparing(Contestant, number: Int, of: Int)
    /// A placement begins, counted from 1.
    case placing(Int)
  }

  /// - Returns: one result for each contestant, in their order. What happens to one peer is in its result and changes
  ///   nothing for the others.
  /// - Throws: ``PeerTimingError`` when our own side fails or `isCancelled` says so.
  package func run(
    _ contestants: [Contestant], isCancelled: () -> Bool = { false }, report: (Event) -> Void = { _ in }
  ) throws(PeerTimingError) -> [PeerResult] {
    let expected = try ownOutputs()
    var results: [PeerResult] = []
    var runners: [PeerRunner] = []
    for (index, contestant) in contestants.enumerated() {
      guard !isCancelled() else { throw .cancelled }
      report(.comparing(contestant, number: index + 1, of: contestants.count))
      var result = PeerResult()
      do throws(PeerError) {
        let runner = try PeerRunner(contestant, index: index, threads: options.threads, deadlines: deadlines)
        result.facts = try runner.prepare(inputs, names: graph.inputs.map { graph[$0].name })
        let difference = try OutputAgreement.difference(
          ours: expected, theirs: try expected.indices.map { (input) throws(PeerError) in try runner.outputs(input) })
        result.difference = difference
        if contestant.hasOtherWeights || difference <= allowedDifference { runners.append(runner) }
      } catch { result.error = error }
      results.append(result)
    }
    while !runners.isEmpty {
      do {
        let timed = try time(runners, isCancelled, report)
        for (runner, one) in zip(runners, timed) { results[runner.index].timed = one }
        return results
      } catch {
        guard case .workload(.peer(let index, let problem)) = error else { throw PeerTimingError(error) }
        // The rounds with a broken arm say nothing about the others: they are taken again without it.
        results[index].error = problem
        runners.removeAll { $0.index == index }
      }
    }
    return results
  }

  private func ownOutputs() throws(PeerTimingError) -> [[Tensor]] {
    do throws(RuntimeError) {
      let session = Session(try ExecutionPlan(graph))
      return try inputs.prefix(4).map { (input) throws(RuntimeError) in try session.run(input) }
    } catch { throw .ours(error) }
  }

  private func time(
    _ runners: [PeerRunner], _ isCancelled: () -> Bool, _ report: (Event) -> Void
  ) throws(TimingError<ArmFailure>) -> [TimedComparison] {
    let pool = options.threads > 1 ? WorkerPool(threads: options.threads) : nil
    let timer = ModelTimer(inputs: inputs, options: options)
    var draws = SplitMix64(seed: options.seed ^ 0x7065_6572_73)
    var placement = 0
    return try InterleavedTimer(options: options).compareAll { () throws(ArmFailure) in
      guard !isCancelled() else { throw .cancelled }
      placement += 1
      report(.placing(placement))
      var arms: [TimedArm<ArmFailure>] = []
      for runner in runners {
        try runner.place(spacer: 64 * draws.index(below: 4_096))
        arms.append(runner.arm(inputs: inputs.count))
      }
      do throws(RuntimeError) {
        arms.append(OwnArm(work: try timer.workload(graph, pool, &draws), inputs: inputs.count).arm)
      } catch { throw .ours(error) }
      return arms
    }
  }
}
