import Foundation

#if canImport(Darwin)
  import Darwin
#endif

/// How many threads train when nobody says.
package enum ThreadChoice {
  /// One performance core stays free, since a pool that shares its cores with other work waits more than it computes;
  /// batches of small models do not divide well over more than four. The same number gives the same weights.
  package static var usual: Int { min(4, max(1, performanceCores - 1)) }

  /// Cores of the fast kind where the system tells them apart, otherwise all that this process may use.
  private static var performanceCores: Int {
    #if canImport(Darwin)
      var count: Int32 = 0
      var size = MemoryLayout<Int32>.size
      if sysctlbyname("hw.perflevel0.physicalcpu", &count, &size, nil, 0) == 0, count > 0 { return Int(count) }
    #endif
    return ProcessInfo.processInfo.activeProcessorCount
  }
}
