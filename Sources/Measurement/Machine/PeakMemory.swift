#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// The most memory that this process has held so far.
package enum PeakMemory {
  /// Resident bytes at the peak; nil where unreadable.
  package static var bytes: Int? {
    var usage = rusage()
    // RUSAGE_SELF, whose name is not imported with one type everywhere.
    guard getrusage(0, &usage) == 0 else { return nil }
    #if canImport(Darwin)
      return Int(usage.ru_maxrss)
    #else
      return Int(usage.ru_maxrss) * 1_024
    #endif
  }
}
