package import Processes
package import Tensors

/// What a peer says about the model it has loaded.
package struct PeerFacts: Sendable, Hashable {
  package let version: String
  /// Of float arithmetic, by the engine's own word: `f32`.
  package let precision: String
  /// Extents of each input, nil where open; nil when the format does not state them.
  package let inputs: [[Int?]]?
  /// What the engine calls its inputs; nil when it does not say.
  package let inputNames: [String]?
  /// From the file's name to a session that can run.
  package let loadNanoseconds: Int64
}

/// How long a peer may take, seconds of wall clock.
package struct PeerDeadlines: Sendable, Hashable {
  package var load = 120.0
  package var answer = 60.0

  package init() {}
}

/// A peer that runs: a child process that answers requests one after the other. Used by one thread.
///
/// After an error the child is dead, except after ``PeerError/refused(_:)``.
package final class PeerProcess {
  private let child: DuplexChild
  private let deadlines: PeerDeadlines

  package init(_ launch: Launch, deadlines: PeerDeadlines = PeerDeadlines()) throws(PeerError) {
    do { child = try DuplexChild(launch) } catch { throw .start(error) }
    self.deadlines = deadlines
  }

  deinit { _ = child.finish() }

  /// Makes a session, in place of the last, behind a block of `spacer` bytes.
  package func load(file: String, threads: Int, spacer: Int = 0) throws(PeerError) -> PeerFacts {
    let request = PeerMessage.Request(do: "load", file: file, threads: threads, spacer: spacer)
    let (answer, _) = try ask(request, seconds: deadlines.load)
    guard let version = answer.version, let precision = answer.precision, let time = answer.loadNanoseconds else {
      throw .malformed("load")
    }
    return PeerFacts(
      version: version, precision: precision, inputs: answer.inputs, inputNames: answer.inputNames,
      loadNanoseconds: time)
  }

  /// Hands over the arrays of input `index`; they stay for all later sessions.
  package func give(_ arrays: [Tensor], index: Int) throws(PeerError) {
    let names = arrays.map { PeerMessage.Array(shape: $0.shape.dimensions, element: $0.element.rawValue) }
    _ = try ask(PeerMessage.Request(do: "input", index: index, arrays: names), arrays)
  }

  /// Nanoseconds of `repetitions` runs on input `index`, by the child's monotonic clock, after runs that are not timed:
  /// one, and as many as begin within `leadIn` nanoseconds.
  package func run(input index: Int, repetitions: Int, leadIn: Int64) throws(PeerError) -> Int64 {
    let request = PeerMessage.Request(do: "run", index: index, repetitions: repetitions, leadIn: leadIn)
    let start = Monotonic.now
    let (answer, _) = try ask(request)
    let passed = Monotonic.now - start
    guard let claimed = answer.nanoseconds else { throw .malformed("run") }
    guard claimed > 0, claimed <= passed else { throw .impossibleTime(claimed: claimed, passed: passed) }
    return claimed
  }

  /// What the model gives for input `index`, as float32.
  package func outputs(input index: Int) throws(PeerError) -> [Tensor] {
    let (answer, payload) = try ask(PeerMessage.Request(do: "outputs", index: index))
    guard let arrays = answer.arrays else { throw .malformed("outputs") }
    return try PeerMessage.tensors(arrays, payload)
  }

  /// Takes the processor from the child, so that threads that spin for work cannot slow down another arm. Only where
  /// the child can ask the system to end it with its parent: elsewhere it would stay stopped for ever when that is
  /// killed.
  package func pause() {
    #if os(Linux)
      child.pause()
    #endif
  }

  package func resume() { child.resume() }

  private func ask(
    _ request: PeerMessage.Request, _ tensors: [Tensor] = [], seconds: Double? = nil
  ) throws(PeerError) -> (answer: PeerMessage.Answer, payload: ArraySlice<UInt8>) {
    let reply: [UInt8]
    do { reply = try child.exchange(PeerMessage.frame(request, tensors), seconds: seconds ?? deadlines.answer) } catch {
      switch error {
      case .ended(let outcome): throw .ended(outcome, lastWords: Self.lastLine(child.printed.text))
      case .unreasonableReply(let bytes): throw .malformed("\(bytes) bytes")
      }
    }
    return try PeerMessage.read(reply)
  }

  /// The last line that says something: Python puts the reason there.
  static func lastLine(_ text: String) -> String {
    String((text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? "").prefix(200))
  }
}
