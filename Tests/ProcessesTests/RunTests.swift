import Processes
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite(.serialized) struct RunTests {
  private func shell(_ script: String, limits: ResourceLimits = ResourceLimits()) throws -> ProcessResult {
    try Launch("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], limits: limits).run()
  }

  @Test func separatesStreamsAndExitCode() throws {
    let result = try shell("echo out; echo err >&2; exit 3")
    #expect(result.outcome == .exited(3))
    #expect(result.standardOutput.text == "out\n")
    #expect(result.standardError.text == "err\n")
  }

  @Test func givesInputLongerThanAPipe() throws {
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let limits = ResourceLimits(keptOutputBytes: 2 << 20)
    let result = try Launch("/bin/cat", limits: limits).run(input: bytes)
    #expect(result.outcome.isSuccess)
    #expect(result.standardOutput.bytes == bytes)
  }

  @Test func inheritsNothing() throws {
    setenv("KEIRYO_TEST_SECRET", "secret", 1)
    let result = try Launch("/usr/bin/env").run()
    #expect(!result.standardOutput.text.contains("secret"))
    // Descriptors of the child: 0, 1, 2 and the one ls opens to read the directory.
    let list = try shell("ls /proc/self/fd | wc -l")
    #expect(list.standardOutput.text.split(separator: "\n").last.map { $0.filter(\.isNumber) } == "4")
  }

  @Test func namesTheSignal() throws {
    #expect(try shell("kill -ABRT $$").outcome == .signalled(SIGABRT))
  }

  @Test func endsWhatIgnoresTermination() throws {
    let result = try shell("trap '' TERM INT HUP; while :; do sleep 1; done", limits: .init(wallSeconds: 0.2))
    #expect(result.outcome == .timeLimit)
  }

  @Test func endsDescendantsThatLeftTheSession() throws {
    let result = try shell("setsid sleep 47 & setsid sh -c 'setsid sleep 47' & sleep 0.2; echo started")
    #expect(result.standardOutput.text == "started\n")
    let left = try shell("for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null; echo; done")
    #expect(!left.standardOutput.text.split(separator: "\n").contains("sleep 47 "))
  }

  @Test func endsMemoryBombs() throws {
    let result = try shell("exec tail /dev/zero", limits: .init(wallSeconds: 20, memoryBytes: 64 << 20))
    #expect(result.outcome == .memoryLimit)
  }

  @Test func endsOutputFloodsAndKeepsTheBeginning() throws {
    let limits = ResourceLimits(wallSeconds: 20, keptOutputBytes: 1_000, outputBytes: 4 << 20)
    let result = try shell("exec yes", limits: limits)
    #expect(result.outcome == .outputLimit)
    #expect(result.standardOutput.bytes.count == 1_000)
    #expect(result.standardOutput.isTruncated)
  }

  @Test func boundsCPUAndFiles() throws {
    #expect(try shell("while :; do :; done", limits: .init(wallSeconds: 20, cpuSeconds: 1)).outcome == .timeLimit)
    let file = try shell(
      "f=$(mktemp); trap 'rm -f $f' EXIT; head -c 1000000 /dev/zero > $f; echo $?", limits: .init(fileBytes: 4_096))
    #expect(file.standardOutput.text != "0\n")
  }

  @Test func stopsWhenCancelled() throws {
    var asked = 0
    let result = try Launch("/bin/sleep", ["30"]).run {
      asked += 1
      return asked > 3
    }
    #expect(result.outcome == .cancelled)
  }

  @Test func saysWhatCannotStart() {
    #expect(throws: ProcessError.cannotStart(executable: "/no/such/program", step: "posix_spawn", code: ENOENT)) {
      try Launch("/no/such/program").run()
    }
  }

  /// Other suites share this process, so a few descriptors and children may be theirs; a leak would show all of ours.
  @Test func leaksNeitherDescriptorsNorZombies() throws {
    func open() -> Int { (0..<1_024).count { fcntl(Int32($0), F_GETFD) >= 0 } }
    let before = open()
    let runs = 60
    for index in 0..<runs {
      _ = try shell(index % 3 == 0 ? "sleep 5" : "exit 1", limits: .init(wallSeconds: index % 3 == 0 ? 0.01 : 5))
      _ = try? Launch("/no/such/program").run()
    }
    #expect(open() < before + runs / 2)
    let script = "grep -lE '^[0-9]+ \\((sh|sleep|prlimit)\\) Z \(getpid()) ' /proc/[0-9]*/stat 2>/dev/null | wc -l"
    let zombies = try shell(script).standardOutput.text.filter(\.isNumber)
    #expect(Int(zombies).map { $0 < runs / 2 } == true)
  }
}

/// Many at once: nobody waits for another's pipe, and nobody's output mixes.
@Suite struct ConcurrentRunTests {
  @Test func eachChildKeepsItsOwnOutput() async throws {
    let outputs = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for index in 0..<60 {
        group.addTask {
          let result = try Launch("/bin/sh", ["-c", "echo \(index); echo \(index) >&2"]).run()
          return (index, result.standardOutput.text + result.standardError.text)
        }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<60 { #expect(outputs[index] == "\(index)\n\(index)\n") }
  }
}
