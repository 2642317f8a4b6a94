/// Whether several threads are sooner done with a list of steps than one, found out by trying both now and then.
///
/// Handing a step over costs little where cores share a cache and much where they do not, and a virtual machine may be
/// moved from one to the other. The results are the same, bit for bit. Lists that take longer than a millisecond are
/// always shared: what their steps have to do outweighs handing them over.
struct SharingTrial {
  /// Runs of one kind in a trial. The first one, in which workers may have to wake up, counts only when it is quick.
  private static let runs = 4
  /// Runs until the next trial.
  private static let period = 1_024
  private static let longest = Duration.milliseconds(1)

  private(set) var shares = true
  private var run = 0
  private var together = Duration.seconds(1)
  private var alone = Duration.seconds(1)

  /// Runs `body`, which is told whether to share.
  mutating func perform(_ body: (_ shares: Bool) -> Void) {
    guard run < 2 * Self.runs else {
      body(shares)
      run = run + 1 == Self.period ? 0 : run + 1
      return
    }
    let isShared = run < Self.runs
    if run == 0 { (together, alone) = (.seconds(1), .seconds(1)) }
    let start = ContinuousClock.now
    body(isShared)
    let time = ContinuousClock.now - start
    if isShared { together = min(together, time) } else { alone = min(alone, time) }
    run += 1
    if run == Self.runs, together > Self.longest {
      shares = true
      run = 2 * Self.runs
    } else if run == 2 * Self.runs {
      shares = together < alone
    }
  }
}
