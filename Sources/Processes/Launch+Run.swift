extension Launch {
  /// Starts the program, gives it `input`, collects what it prints, and returns when it has ended or was ended.
  ///
  /// Blocks the calling thread; a limit is noticed within about 10 ms and the whole process group is killed with it.
  /// - Parameter isCancelled: asked about every 10 ms.
  /// - Throws: ``ProcessError`` when the program cannot be started.
  package func run(
    input: [UInt8] = [], isCancelled: () -> Bool = { false }
  ) throws(ProcessError) -> ProcessResult {
    let child = try ChildProcess(self, input: !input.isEmpty)
    let deadline = Monotonic.now + Int64(limits.wallSeconds * 1e9)
    var writer = PendingWrite(input)
    var ended = false
    while !ended || child.isOutputOpen {
      let wantsInput = !writer.isDone && child.input >= 0
      let ready = child.turn(milliseconds: ended ? 2 : 10, wantsInput: wantsInput)
      if wantsInput, ready, !writer.write(to: child.input) { writer = PendingWrite([]) }
      if writer.isDone { child.closeInput() }
      if ended { break }
      ended = child.hasEnded()
      if !ended, Monotonic.now > deadline { child.end(.timeLimit) }
      if !ended, isCancelled() { child.end(.cancelled) }
      if !ended, !child.isOutputOpen { waitBriefly(for: child) }
    }
    return child.finish()
  }

  /// A child that has closed its output usually ends at once; a turn without descriptors is a short sleep.
  private func waitBriefly(for child: ChildProcess) {
    for _ in 0..<20 where !child.hasEnded() { _ = child.turn(milliseconds: 1) }
  }
}
