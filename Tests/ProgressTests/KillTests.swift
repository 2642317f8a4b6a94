import Foundation
import Progress
import Reports
import Testing

/// A child process that writes until it is killed.
@Suite(.serialized) struct KillTests {
  @Test(arguments: [UInt64](1...12))
  func `every acknowledged row survives kill -9`(seed: UInt64) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, seed = seed as UInt64] in
      var source = SplitMix64(seed: seed)
      let delay = UInt32(source.index(below: 60_000))
      // Opening takes part in the sweep: a third of the children die before or while the store is made.
      Thread.detachNewThread {
        usleep(seed.isMultiple(of: 3) ? delay / 10 : delay + 10_000)
        kill(getpid(), SIGKILL)
      }
      let acknowledged = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      let store = try ProgressStore(folder: path)
      while true {
        let link = try store.append(Samples.grade("F01"))
        let line = Array("\(link.sequence) \(link.hash)\n".utf8)
        _ = write(acknowledged, line, line.count)
      }
    }
    let acknowledged = (try? String(contentsOfFile: path + "/acknowledged", encoding: .utf8)) ?? ""
    // The last line may be cut by the kill; every complete one was acknowledged.
    let promised = acknowledged.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { String($0) }
    let store = try ProgressStore(folder: path)
    #expect(try store.integrityCheck().isEmpty)
    let kept = try store.links().map { "\($0.sequence) \($0.hash)" }
    #expect(Array(kept.prefix(promised.count)) == promised, "seed \(seed)")
    // At most the one row that was committed and not yet acknowledged.
    #expect(kept.count - promised.count <= 1)
    #expect(try store.verifyChain() == .intact(count: kept.count, head: store.links().last))
    #expect(try store.attempts().count == kept.count)
    try store.append(Samples.grade("F01"))
  }
}
