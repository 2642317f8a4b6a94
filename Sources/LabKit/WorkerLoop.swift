#if canImport(Darwin)
  @preconcurrency import Darwin
#else
  @preconcurrency import Glibc
#endif

/// The main loop of a learner's program: reads calls, runs the named function, writes what it returned.
///
/// A frame is a 32-bit length and that many bytes. A call holds the name and the arguments; a reply holds one byte of
/// ``WorkerReply`` and then the result or a text.
public enum WorkerLoop {
  /// Serves until the grader closes its end. Standard output is moved to standard error first, so that `print` in a
  /// learner's code cannot mix with replies.
  public static func run(_ entries: [Entry]) {
    let replies = dup(1)
    dup2(2, 1)
    setvbuf(stdout, nil, _IOLBF, 0)
    let calls = dup(0)
    let functions = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    while let frame = read(from: calls) {
      let writer = WireWriter()
      answer(frame, functions, writer)
      fflush(nil)
      guard write(writer.bytes, to: replies) else { return }
    }
  }

  private static func answer(_ frame: [UInt8], _ functions: [String: Entry], _ writer: WireWriter) {
    let result = WireWriter()
    do {
      let reader = WireReader(frame)
      let name = try String(from: reader)
      guard let entry = functions[name] else {
        writer.append(WorkerReply.unknownName.rawValue)
        name.encode(into: writer)
        return
      }
      try entry.body(reader, result)
      writer.append(WorkerReply.result.rawValue)
      result.bytes.withUnsafeBytes { writer.append($0) }
    } catch {
      writer.append(WorkerReply.thrown.rawValue)
      String(describing: error).encode(into: writer)
    }
  }

  private static func read(from descriptor: Int32) -> [UInt8]? {
    guard let header = bytes(4, from: descriptor) else { return nil }
    return bytes((0..<4).reduce(0) { $0 | Int(header[$1]) << (8 * $1) }, from: descriptor)
  }

  private static func bytes(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let received = bytes.withUnsafeMutableBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return recv(descriptor, base + filled, count - filled, 0)
      }
      if received < 0, errno == EINTR { continue }
      guard received > 0 else { return nil }
      filled += received
    }
    return bytes
  }

  private static func write(_ payload: [UInt8], to descriptor: Int32) -> Bool {
    var frame: [UInt8] = []
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: payload.count).littleEndian) { frame.append(contentsOf: $0) }
    frame += payload
    var sent = 0
    while sent < frame.count {
      let count = frame.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        #if canImport(Darwin)
          return Darwin.write(descriptor, base + sent, frame.count - sent)
        #else
          return Glibc.write(descriptor, base + sent, frame.count - sent)
        #endif
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}

/// The first byte of a reply.
public enum WorkerReply: UInt8, Sendable {
  case result = 0
  /// The function threw; the error's description follows.
  case thrown = 1
  /// No function of that name is registered.
  case unknownName = 2
}
