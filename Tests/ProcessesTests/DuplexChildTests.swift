import Processes
import Testing

/// `cat` returns header and payload unchanged, so it is the smallest correct partner of the frame protocol.
@Suite(.serialized) struct DuplexChildTests {
  @Test func exchangesManyFrames() throws {
    let child = try DuplexChild(Launch("/bin/cat"))
    for size in [0, 1, 7, 4_096, 65_537, 3_000_000] {
      let frame = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(try child.exchange(frame, seconds: 5) == frame)
    }
    #expect(child.finish().outcome == .exited(0))
  }

  @Test func endsASilentPartner() throws {
    let child = try DuplexChild(Launch("/bin/sleep", ["30"]))
    #expect(throws: DuplexChild.Failure.ended(.timeLimit)) { try child.exchange([1], seconds: 0.05) }
    #expect(throws: DuplexChild.Failure.ended(.timeLimit)) { try child.exchange([1], seconds: 5) }
    #expect(child.finish().outcome == .timeLimit)
  }

  @Test func aPausedPartnerAnswersOnlyAfterResuming() throws {
    let child = try DuplexChild(Launch("/bin/cat"))
    child.pause()
    child.resume()
    #expect(try child.exchange([1], seconds: 5) == [1])
    child.pause()
    #expect(throws: DuplexChild.Failure.ended(.timeLimit)) { try child.exchange([2], seconds: 0.1) }
  }

  @Test func aPausedPartnerCanBeEnded() throws {
    let child = try DuplexChild(Launch("/bin/cat"))
    #expect(try child.exchange([1], seconds: 5) == [1])
    child.pause()
    #expect(child.finish().outcome == .exited(0))
  }

  @Test func noticesAPartnerThatLeaves() throws {
    let child = try DuplexChild(Launch("/bin/sh", ["-c", "echo words >&2; exit 7"]))
    #expect(throws: DuplexChild.Failure.ended(.exited(7))) { try child.exchange([1, 2, 3], seconds: 5) }
    #expect(child.finish().standardError.text == "words\n")
  }

  @Test func refusesAnAbsurdReplyLength() throws {
    let child = try DuplexChild(Launch("/bin/sh", ["-c", "printf '\\377\\377\\377\\377'; sleep 5"]))
    #expect(throws: DuplexChild.Failure.unreasonableReply(bytes: 0xFFFF_FFFF)) {
      try child.exchange([1], seconds: 5)
    }
  }
}
