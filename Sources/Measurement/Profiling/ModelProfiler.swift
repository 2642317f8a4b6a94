package import EdgeRuntime
package import Graphs
import Kernels
package import Reports
package import Tensors

/// Times every step of a plan inside whole runs, so that caches are as they are when nobody looks.
package struct ModelProfiler {
  /// Timed runs, unless the budget ends first; then at least ``fewestRuns``.
  package var runs = 300
  package var fewestRuns = 20
  package var budgetNanoseconds: Int64 = 5_000_000_000
  package var warmUpNanoseconds: Int64 = 100_000_000
  package var threads = 1
  package var planOptions = PlanOptions()
  /// Inputs to draw from, one tensor for each of the model's inputs.
  private let inputs: [[Tensor]]

  package init(inputs: [[Tensor]]) { self.inputs = inputs }

  /// What was found out about a model.
  package struct Result {
    package let plan: ExecutionPlan
    package let steps: [ProfiledStep]
    /// Runs without a look at the clock in between, each in turn with a timed one.
    package let whole: LatencySamples
  }

  /// - Throws: ``TimingError``.
  package func profile(_ graph: Graph) throws(TimingError<RuntimeError>) -> Result {
    let plan: ExecutionPlan
    var timings: StepTimings
    let threadsOfSteps: [Int]
    do {
      plan = try ExecutionPlan(graph, options: planOptions)
      let session = Session(plan, pool: threads > 1 ? WorkerPool(threads: threads) : nil)
      timings = StepTimings(steps: plan.steps.count)
      try timings.take(session, inputs, self)
      session.fill(inputs[0])
      threadsOfSteps = try session.threadsOfSteps()
    } catch { throw .workload(error) }
    let whole: LatencySamples
    do {
      whole = try LatencySamples(
        nanoseconds: timings.whole, repetitions: 1, warmUp: timings.warmUps, threads: threads, batch: 1)
    } catch { throw .report(error) }
    let columns = timings.nanosecondsOfSteps()
    // The order of the nodes as they were written, to list sources in.
    let order = Dictionary(graph.nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let steps = plan.steps.enumerated().map { index, step in
      ProfiledStep(
        step, plan, sources: step.node.sources.sorted { (order[$0] ?? .max, $0) < (order[$1] ?? .max, $1) },
        threads: threadsOfSteps[index], nanoseconds: columns[index])
    }
    return Result(plan: plan, steps: steps, whole: whole)
  }
}

extension ProfiledStep {
  fileprivate init(
    _ step: ExecutionPlan.Step, _ plan: ExecutionPlan, sources: [String], threads: Int, nanoseconds: [Double]
  ) {
    let work = plan.work(of: step)
    let type = { (id: ValueID) in "\(plan.graph.type(of: id))" }
    self.init(
      name: step.node.name, operatorName: Swift.type(of: step.node.op).name, sources: sources,
      kernel: step.binding?.call.kernelName, inputs: step.node.operands.map(type), outputs: step.node.outputs.map(type),
      multiplyAccumulates: work.multiplyAccumulates, isOnCodes: work.isOnCodes, weightBytes: work.weightBytes,
      readBytes: work.readBytes, writtenBytes: work.writtenBytes, threads: threads, nanoseconds: nanoseconds)
  }
}

/// Readings of the clock around the steps of many runs.
private struct StepTimings {
  private let clock = FineClock()
  private let steps: Int
  /// Readings of one run after the other.
  private var laps: [[UInt64]] = []
  private(set) var whole: [Int64] = []
  private(set) var warmUps = 0
  private var nanosecondsPerTick = 1.0
  private var ticksPerReading = 0.0

  init(steps: Int) { self.steps = steps }

  mutating func take(
    _ session: Session, _ inputs: [[Tensor]], _ options: ModelProfiler
  ) throws(RuntimeError) {
    let system = SystemClock()
    let begin = system.nanoseconds()
    var readings = [UInt64](repeating: 0, count: steps + 1)
    while warmUps < 2 || system.nanoseconds() - begin < options.warmUpNanoseconds && warmUps < 10_000 {
      session.fill(inputs[warmUps % inputs.count])
      try session.run(clock, laps: &readings)
      warmUps += 1
    }
    ticksPerReading = clock.ticksPerReading
    let (start, firstTick) = (system.nanoseconds(), clock.ticks)
    for run in 0..<max(options.runs, options.fewestRuns) {
      let isSpent = system.nanoseconds() - start > options.budgetNanoseconds
      if isSpent, run >= options.fewestRuns { break }
      let input = inputs[run % inputs.count]
      // Each kind leads every other time, so that neither finds the caches as the other left them more often.
      for isWhole in run.isMultiple(of: 2) ? [true, false] : [false, true] {
        session.fill(input)
        if isWhole {
          let before = system.nanoseconds()
          try session.run()
          whole.append(max(1, system.nanoseconds() - before))
        } else {
          try session.run(clock, laps: &readings)
          laps.append(readings)
        }
      }
    }
    let passed = Double(clock.ticks &- firstTick)
    nanosecondsPerTick = passed > 0 ? Double(system.nanoseconds() - start) / passed : 1
  }

  /// For each step its time in every run, without what reading the clock takes, in tenths of a nanosecond.
  func nanosecondsOfSteps() -> [[Double]] {
    (0..<steps).map { step in
      laps.map { readings in
        let ticks = max(0, Double(readings[step + 1] &- readings[step]) - ticksPerReading)
        return (ticks * nanosecondsPerTick * 10).rounded() / 10
      }
    }
  }
}
