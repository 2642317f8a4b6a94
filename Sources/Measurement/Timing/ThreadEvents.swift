package import Reports

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// What the system has done to the calling thread so far; on macOS, which counts only that, to the process.
package struct ThreadEvents: Sendable {
  private let involuntary: Int
  private let voluntary: Int
  private let minor: Int
  private let major: Int

  // RUSAGE_THREAD and RUSAGE_SELF: their names are not imported with one type everywhere.
  #if os(Linux)
    private static let who: Int32 = 1
  #else
    private static let who: Int32 = 0
  #endif

  package static func now() -> ThreadEvents {
    var usage = rusage()
    getrusage(Self.who, &usage)
    return ThreadEvents(
      involuntary: usage.ru_nivcsw, voluntary: usage.ru_nvcsw, minor: usage.ru_minflt, major: usage.ru_majflt)
  }

  /// What has happened since; nil when nothing has.
  package func event(until later: ThreadEvents, run: Int) -> TailEvent? {
    let event = TailEvent(
      run: run, involuntarySwitches: later.involuntary - involuntary, voluntarySwitches: later.voluntary - voluntary,
      minorFaults: later.minor - minor, majorFaults: later.major - major)
    let sum = event.involuntarySwitches + event.voluntarySwitches + event.minorFaults + event.majorFaults
    return sum > 0 ? event : nil
  }
}
