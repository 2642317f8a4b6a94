#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One started child: its descriptors, what it printed, and its end. Used by one thread.
///
/// The child leads its own session, so that ending it ends its whole process group. Every descriptor is closed and the
/// child is waited for before ``finish()`` returns.
final class ChildProcess {
  let launch: Launch
  let process: pid_t
  /// Our end of the child's standard input; −1 once closed.
  private(set) var input: Int32
  private var output: Int32
  private var error: Int32
  private(set) var standardOutput: BoundedOutput
  private(set) var standardError: BoundedOutput
  private let mark: String
  private let startedAt = Monotonic.now
  private var status: Int32?
  private var usage = rusage()
  private var verdict: ProcessOutcome?
  private var lastSample: Int64 = 0
  private var result: ProcessResult?

  /// - Parameter input: whether the child gets a standard input that we write; otherwise it reads end of file.
  init(_ launch: Launch, input wantsInput: Bool) throws(ProcessError) {
    self.launch = launch
    standardOutput = BoundedOutput(limit: launch.limits.keptOutputBytes)
    standardError = BoundedOutput(limit: launch.limits.keptOutputBytes)
    mark = Launch.newMark()
    let started = try StartedProcess(launch, input: wantsInput, mark: mark)
    process = started.process
    (input, output, error) = (started.input, started.output, started.error)
  }

  deinit { _ = finish() }

  var isOutputOpen: Bool { output >= 0 || error >= 0 }

  /// Waits until something happens or `milliseconds` pass, drains what the child printed, and ends it when it is over
  /// a limit. `take` receives bytes of standard output instead of ``standardOutput``.
  /// - Returns: whether the input can be written.
  func turn(milliseconds: Int32, wantsInput: Bool = false, take: ((UnsafeRawBufferPointer) -> Void)? = nil) -> Bool {
    var waiting = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: error, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wantsInput ? input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    _ = poll(&waiting, nfds_t(waiting.count), milliseconds)
    if waiting[0].revents != 0 {
      drain(&output) { piece in
        if let take { take(piece) } else { standardOutput.append(piece) }
      }
    }
    if waiting[1].revents != 0 { drain(&error) { standardError.append($0) } }
    if standardOutput.totalCount + standardError.totalCount > launch.limits.outputBytes { end(.outputLimit) }
    checkMemory()
    return waiting[2].revents != 0
  }

  /// Records the reason and kills the child and everything in its group. The first reason stays.
  func end(_ reason: ProcessOutcome) {
    guard status == nil else { return }
    if verdict == nil { verdict = reason }
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
  }

  /// Stops the whole group where it stands, threads that spin for work included.
  func pause() {
    if status == nil { kill(-process, SIGSTOP) }
  }

  func resume() {
    if status == nil { kill(-process, SIGCONT) }
  }

  func closeInput() { Descriptors.close(&input) }

  /// Whether the child has ended; never blocks.
  func hasEnded() -> Bool { status != nil || reap(WNOHANG) }

  /// Looks first and collects afterwards: while the dead child has not been collected nobody else can get its number,
  /// so that killing its group hits nobody else.
  private func reap(_ options: Int32) -> Bool {
    var information = siginfo_t()
    var found: Int32
    repeat {
      found = waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT | options)
    } while found < 0 && errno == EINTR
    guard found == 0, information.si_signo == SIGCHLD else { return false }
    kill(-process, SIGKILL)
    var code: Int32 = 0
    while wait4(process, &code, 0, &usage) < 0, errno == EINTR {}
    status = code
    return true
  }

  /// Closes everything, ends what still runs, waits, and says what happened. Further calls say the same.
  func finish() -> ProcessResult {
    if let result { return result }
    closeInput()
    if !hasEnded() {
      end(verdict ?? .cancelled)
      _ = reap(0)
    }
    Descendants.kill(mark: mark, except: process)
    let until = Monotonic.now + 50_000_000
    while isOutputOpen, Monotonic.now < until { _ = turn(milliseconds: 5) }
    Descriptors.close(&output)
    Descriptors.close(&error)
    let made = ProcessResult(
      outcome: outcome, standardOutput: standardOutput, standardError: standardError,
      wallNanoseconds: Monotonic.now - startedAt, cpuNanoseconds: cpuNanoseconds, peakBytes: peakBytes)
    result = made
    return made
  }

  private var outcome: ProcessOutcome {
    if let verdict { return verdict }
    guard let status else { return .cancelled }
    let signal = status & 0x7F
    guard signal != 0 else { return .exited(status >> 8 & 0xFF) }
    if signal == SIGXCPU { return .timeLimit }
    if signal == SIGXFSZ { return .outputLimit }
    // An allocation that the kernel refused ends as a crash: the memory already held, or the runtime's last words, tell.
    if let limit = launch.limits.memoryBytes,
      peakBytes > limit / 2 || standardError.text.contains("failed to allocate")
    {
      return .memoryLimit
    }
    return .signalled(signal)
  }

  private var cpuNanoseconds: Int64 {
    let seconds = Int64(usage.ru_utime.tv_sec) + Int64(usage.ru_stime.tv_sec)
    return seconds * 1_000_000_000 + (Int64(usage.ru_utime.tv_usec) + Int64(usage.ru_stime.tv_usec)) * 1_000
  }

  private var peakBytes: Int {
    #if canImport(Darwin)
      Int(usage.ru_maxrss)
    #else
      Int(usage.ru_maxrss) * 1_024
    #endif
  }

  private func checkMemory() {
    guard let limit = launch.limits.memoryBytes, status == nil, Monotonic.now - lastSample > 5_000_000 else { return }
    lastSample = Monotonic.now
    guard let text = SmallFile.text(at: "/proc/\(process)/statm") else { return }
    let fields = text.split(separator: " ")
    if fields.count > 1, let pages = Int(fields[1]), pages * sysconf(Int32(_SC_PAGESIZE)) > limit { end(.memoryLimit) }
  }

  private func drain(_ descriptor: inout Int32, _ body: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      for _ in 0..<16 {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 {
          body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
          continue
        }
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN { return }
        Descriptors.close(&descriptor)
        return
      }
    }
  }
}
