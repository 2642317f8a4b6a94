/// How a child process ended.
package enum ProcessOutcome: Hashable, Sendable {
  case exited(Int32)
  /// By a signal it was sent or that its own fault raised.
  case signalled(Int32)
  /// It ran past its wall-clock or CPU limit.
  case timeLimit
  /// It held, or died asking for, more memory than allowed.
  case memoryLimit
  /// It printed more, or wrote a larger file, than allowed.
  case outputLimit
  /// The caller asked to stop.
  case cancelled

  package var isSuccess: Bool { self == .exited(0) }
}

/// Why a child process could not be started or used.
package enum ProcessError: Error, Hashable, Sendable {
  /// `step` is the system call, `code` its `errno`.
  case cannotStart(executable: String, step: String, code: Int32)
}

/// What is known after a child process has ended.
package struct ProcessResult: Sendable {
  package let outcome: ProcessOutcome
  package let standardOutput: BoundedOutput
  package let standardError: BoundedOutput
  package let wallNanoseconds: Int64
  /// User and system time of the child and its waited-for children.
  package let cpuNanoseconds: Int64
  /// Largest resident set, bytes.
  package let peakBytes: Int
}

/// The first bytes of a stream and the number of all its bytes.
package struct BoundedOutput: Hashable, Sendable {
  package private(set) var bytes: [UInt8] = []
  package private(set) var totalCount = 0
  private let limit: Int

  package init(limit: Int) { self.limit = limit }

  package var isTruncated: Bool { totalCount > bytes.count }

  /// The kept bytes as text; invalid UTF-8 is replaced by U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ piece: UnsafeRawBufferPointer) {
    totalCount += piece.count
    let room = limit - bytes.count
    if room > 0 { bytes.append(contentsOf: piece.prefix(room)) }
  }
}
