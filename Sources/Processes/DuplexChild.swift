/// A long-lived child that answers one frame with one frame: a little-endian 32-bit length, then that many bytes.
///
/// Used by one thread. After a failure the child is dead and every later exchange fails the same way.
package final class DuplexChild {
  private let child: ChildProcess
  private var received: [UInt8] = []
  private var failure: ProcessOutcome?
  /// The longest reply accepted, bytes.
  package static let replyLimit = 256 << 20

  /// - Throws: ``ProcessError`` when the program cannot be started.
  package init(_ launch: Launch) throws(ProcessError) { child = try ChildProcess(launch, input: true) }

  /// How an exchange ended without a reply.
  package enum Failure: Error, Hashable, Sendable {
    /// The child ended, or was ended for being over a limit.
    case ended(ProcessOutcome)
    /// The child announced a reply longer than any reply may be.
    case unreasonableReply(bytes: Int)
  }

  /// Sends a frame and waits for the reply.
  /// - Parameter seconds: wall-clock bound of this exchange; the child is killed when it passes.
  package func exchange(_ frame: [UInt8], seconds: Double) throws(Failure) -> [UInt8] {
    if let failure { throw .ended(failure) }
    let deadline = Monotonic.now + Int64(seconds * 1e9)
    var header: [UInt8] = []
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: frame.count).littleEndian) { header.append(contentsOf: $0) }
    var writer = PendingWrite(header + frame)
    while true {
      if let reply = try takeReply() { return reply }
      if !writer.isDone, !writer.write(to: child.input) { throw ended() }
      _ = child.turn(milliseconds: 10, wantsInput: !writer.isDone) { self.received.append(contentsOf: $0) }
      if let reply = try takeReply() { return reply }
      if child.hasEnded() { throw ended() }
      if Monotonic.now > deadline {
        child.end(.timeLimit)
        throw ended()
      }
    }
  }

  /// Takes the processor away from the child and all its threads until ``resume()``. An exchange would wait for ever.
  package func pause() { child.pause() }

  package func resume() { child.resume() }

  /// Closes the child's input and ends it. The result has no standard output: replies are not kept.
  package func finish() -> ProcessResult {
    child.closeInput()
    child.resume()
    let until = Monotonic.now + 20_000_000
    while failure == nil, !child.hasEnded(), Monotonic.now < until { _ = child.turn(milliseconds: 1) { _ in } }
    let result = child.finish()
    if failure == nil { failure = result.outcome }
    return result
  }

  /// What the child has printed outside the protocol so far.
  package var printed: BoundedOutput { child.standardError }

  private func ended() -> Failure {
    let outcome = child.finish().outcome
    // A child that leaves in the middle of an exchange has not answered, whatever its exit code.
    failure = outcome
    return .ended(outcome)
  }

  private func takeReply() throws(Failure) -> [UInt8]? {
    guard received.count >= 4 else { return nil }
    let count = (0..<4).reduce(0) { $0 | Int(received[$1]) << (8 * $1) }
    guard count <= DuplexChild.replyLimit else {
      child.end(.outputLimit)
      failure = child.finish().outcome
      throw .unreasonableReply(bytes: count)
    }
    guard received.count >= 4 + count else { return nil }
    let reply = Array(received[4..<(4 + count)])
    received.removeFirst(4 + count)
    return reply
  }
}
