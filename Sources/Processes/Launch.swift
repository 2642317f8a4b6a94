#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A program with its arguments, environment and limits, ready to be started.
package struct Launch: Sendable {
  /// Absolute path.
  package var executable: String
  package var arguments: [String]
  /// The whole environment; nothing is inherited.
  package var environment: [String: String]
  package var directory: String?
  package var limits: ResourceLimits

  package init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil,
    limits: ResourceLimits = ResourceLimits()
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.limits = limits
  }

  /// The variable whose value marks every descendant, even one that left the session.
  static let markName = "KEIRYO_RUN"

  /// A value nobody else has, behind the one this process was started with.
  static func newMark() -> String {
    let inherited = getenv(markName).map { String(cString: $0) } ?? ""
    let word = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    return inherited + "/" + word
  }

  /// Starts the child in a session of its own with only the three given descriptors.
  func start(input: Int32, output: Int32, error: Int32, mark: String) throws(ProcessError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)
    var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    #if canImport(Darwin)
      flags |= Int32(POSIX_SPAWN_SETSID) | Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
      for descriptor in Descriptors.open where descriptor > 2 {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
      flags |= 0x80  // POSIX_SPAWN_SETSID of <spawn.h>
    #endif
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let command = inDirectory(limitedCommand)
    var variables = environment
    variables[Launch.markName] = mark
    let words = command.map { strdup($0) } + [nil]
    let settings = variables.sorted { $0.key < $1.key }.map { strdup($0.key + "=" + $0.value) } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, command[0], &actions, &attributes, words, settings)
    guard code == 0 else { throw .cannotStart(executable: executable, step: "posix_spawn", code: code) }
    return process
  }

  /// The command behind a small launcher that lowers the limits and then becomes the program: `prlimit` of util-linux
  /// where present, otherwise the shell's `ulimit`.
  private var limitedCommand: [String] {
    var options: [String] = []
    var shell: [String] = []
    if let seconds = limits.cpuSeconds {
      options.append("--cpu=\(seconds):\(seconds + 1)")
      shell.append("ulimit -t \(seconds)")
    }
    if let bytes = limits.memoryBytes {
      // Address space is only the backstop: libraries, stacks and guard pages are mapped but not used.
      options.append("--as=\(bytes * 2 + (2 << 30))")
    }
    if let bytes = limits.fileBytes {
      options.append("--fsize=\(bytes)")
      shell.append("ulimit -f \((bytes + 511) / 512)")
    }
    if let tasks = limits.additionalTasks, let existing = Launch.tasksNow() {
      options.append("--nproc=\(existing + tasks)")
    }
    guard !options.isEmpty else { return [executable] + arguments }
    options.append("--core=0")
    shell.append("ulimit -c 0")
    let launcher = "/usr/bin/prlimit"
    if access(launcher, X_OK) == 0 { return [launcher] + options + ["--", executable] + arguments }
    return ["/bin/sh", "-c", shell.joined(separator: "; ") + "; exec \"$0\" \"$@\"", executable] + arguments
  }

  /// The command behind a shell that changes the directory first: POSIX spawn attributes have no portable way to.
  private func inDirectory(_ command: [String]) -> [String] {
    guard let directory else { return command }
    return ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory] + command
  }

  /// Tasks on the whole machine, an upper bound of the user's own; `nil` where /proc is missing.
  private static func tasksNow() -> Int? {
    guard let text = SmallFile.text(at: "/proc/loadavg") else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 3 else { return nil }
    return fields[3].split(separator: "/").last.flatMap { Int($0) }
  }
}
