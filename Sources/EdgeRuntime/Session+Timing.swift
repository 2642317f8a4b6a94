package import Kernels

/// Whole runs with a look at the clock between the steps: a loop of its own, so that ``Session/run()`` pays nothing.
extension Session {
  /// Runs every step and reads a clock before the first and behind each.
  /// - Parameter laps: receives the readings, one more than there are steps; must hold as many.
  package func run(_ clock: FineClock, laps: inout [UInt64]) throws(RuntimeError) {
    var position = 0
    laps[0] = clock.ticks
    for segment in segments {
      switch segment {
      case .kernels(let list):
        for step in 0..<list.count {
          list.run(step: step)
          position += 1
          laps[position] = clock.ticks
        }
      case .reference(let step):
        try step.run()
        position += 1
        laps[position] = clock.ticks
      }
    }
    try checkFault()
  }

  /// Among how many threads each step shares its work, seen in one run.
  package func threadsOfSteps() throws(RuntimeError) -> [Int] {
    var threads: [Int] = []
    for segment in segments {
      switch segment {
      case .kernels(let list):
        for step in 0..<list.count {
          let before = pool?.shared.count
          list.run(step: step)
          let after = pool?.shared
          threads.append(after?.count == before ? 1 : after?.threads ?? 1)
        }
      case .reference(let step):
        try step.run()
        threads.append(1)
      }
    }
    try checkFault()
    return threads
  }
}
