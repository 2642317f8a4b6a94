import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A child that runs, and our ends of its three standard descriptors.
struct StartedProcess {
  let process: pid_t
  /// −1 when the child reads end of file.
  let input: Int32
  let output: Int32
  let error: Int32

  /// Held from the first descriptor until the child has its own: a child started in between by another thread would
  /// inherit our ends and keep them open.
  private static let starting = Mutex(())

  /// - Throws: ``ProcessError`` with every descriptor closed again.
  init(_ launch: Launch, input wantsInput: Bool, mark: String) throws(ProcessError) {
    self = try StartedProcess.starting.withLock { (_) throws(ProcessError) in
      try StartedProcess(alone: launch, input: wantsInput, mark: mark)
    }
  }

  private init(alone launch: Launch, input wantsInput: Bool, mark: String) throws(ProcessError) {
    var pairs: [Descriptors] = []
    do throws(ProcessError) {
      pairs.append(
        try wantsInput ? Descriptors.socketPair(launch.executable) : Descriptors.nullPair(launch.executable))
      pairs.append(try Descriptors.pipe(launch.executable))
      pairs.append(try Descriptors.pipe(launch.executable))
      process = try launch.start(input: pairs[0].child, output: pairs[1].child, error: pairs[2].child, mark: mark)
    } catch {
      for pair in pairs { pair.closeBoth() }
      throw error
    }
    for pair in pairs { close(pair.child) }
    (input, output, error) = (pairs[0].parent, pairs[1].parent, pairs[2].parent)
  }
}
