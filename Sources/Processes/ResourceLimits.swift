/// What a child process may use. `nil` leaves a resource unlimited.
package struct ResourceLimits: Hashable, Sendable, Codable {
  /// Wall-clock seconds for a whole run; a duplex child is bounded per exchange instead.
  package var wallSeconds: Double
  /// CPU seconds of the process, enforced by the kernel (RLIMIT_CPU).
  package var cpuSeconds: Int?
  /// Resident bytes; the child is ended when it holds more.
  package var memoryBytes: Int?
  /// The largest file the child may write, bytes (RLIMIT_FSIZE).
  package var fileBytes: Int?
  /// Tasks (processes and threads) the child may add to those that exist now (RLIMIT_NPROC; the kernel does not
  /// apply it to the superuser).
  package var additionalTasks: Int?
  /// Bytes kept of each output stream; the rest is drained and counted.
  package var keptOutputBytes: Int
  /// Total bytes of output after which the child is ended.
  package var outputBytes: Int

  package init(
    wallSeconds: Double = 10, cpuSeconds: Int? = nil, memoryBytes: Int? = nil, fileBytes: Int? = nil,
    additionalTasks: Int? = nil, keptOutputBytes: Int = 256 << 10, outputBytes: Int = 64 << 20
  ) {
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.memoryBytes = memoryBytes
    self.fileBytes = fileBytes
    self.additionalTasks = additionalTasks
    self.keptOutputBytes = keptOutputBytes
    self.outputBytes = outputBytes
  }
}
