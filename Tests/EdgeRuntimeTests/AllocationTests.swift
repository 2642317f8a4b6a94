#if os(Linux)
  import EdgeRuntime
  import Foundation
  import Glibc
  import Kernels
  import Processes
  import Testing

  /// Counts every `malloc` of a process: the test starts itself again with a counting allocator in front of libc's.
  @Suite("Allocations while running")
  struct AllocationTests {
    /// Passes every request on to glibc and counts it.
    static let counter = """
      #include <stddef.h>
      #include <stdatomic.h>
      #include <errno.h>
      extern void *__libc_malloc(size_t); extern void *__libc_calloc(size_t, size_t);
      extern void *__libc_realloc(void *, size_t); extern void *__libc_memalign(size_t, size_t);
      static atomic_long requests;
      long keiryo_test_requests(void) { return atomic_load(&requests); }
      void *malloc(size_t n) { atomic_fetch_add(&requests, 1); return __libc_malloc(n); }
      void *calloc(size_t n, size_t m) { atomic_fetch_add(&requests, 1); return __libc_calloc(n, m); }
      void *realloc(void *p, size_t n) { atomic_fetch_add(&requests, 1); return __libc_realloc(p, n); }
      void *memalign(size_t a, size_t n) { atomic_fetch_add(&requests, 1); return __libc_memalign(a, n); }
      void *aligned_alloc(size_t a, size_t n) { return memalign(a, n); }
      int posix_memalign(void **p, size_t a, size_t n) { *p = memalign(a, n); return *p ? 0 : ENOMEM; }
      """

    private typealias Count = @convention(c) () -> Int

    /// The counter's function, in a process that was started with it.
    private static var count: Count? {
      dlsym(nil, "keiryo_test_requests").map { unsafeBitCast($0, to: Count.self) }
    }

    @Test("Running a session allocates nothing, with one thread and with two")
    func nothing() throws {
      if let count = Self.count { try measure(count) } else { try startCounted() }
    }

    private func measure(_ count: Count) throws {
      let before = count()
      _ = probe()
      // The counter itself must see an allocation, or its zero says nothing.
      #expect(count() > before)
      for seed: UInt64 in [1, 5, 9] {
        let graph = try RandomGraph.make(seed: seed)
        for threads in 1...2 {
          let session = Session(try ExecutionPlan(graph), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
          try session.run()
          // Other threads of the test runner may allocate now and then; a session that does, does in every window.
          var fewest = Int.max
          for _ in 0..<20 {
            let start = count()
            for _ in 0..<50 { try session.run() }
            fewest = min(fewest, count() - start)
          }
          #expect(fewest == 0, "seed \(seed), \(threads) threads")
        }
      }
    }

    private func startCounted() throws {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "keiryo-allocations-\(UInt64.random(in: .min ... .max))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let source = folder.appending(path: "counter.c")
      try Data(Self.counter.utf8).write(to: source)
      let library = folder.appending(path: "counter.so").path
      let compiler = try #require(Self.onPath("clang") ?? Self.onPath("cc"), "no C compiler on PATH")
      let environment = ProcessInfo.processInfo.environment
      let built = try Launch(
        compiler, ["-O1", "-shared", "-fPIC", "-o", library, source.path], environment: environment,
        limits: ResourceLimits(wallSeconds: 60)
      ).run()
      try #require(built.outcome == .exited(0), "\(built.standardError.text)")

      let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let result = try Launch(
        program, ["--testing-library", "swift-testing", "--filter", "AllocationTests"],
        environment: environment.merging(["LD_PRELOAD": library]) { $1 }, limits: ResourceLimits(wallSeconds: 120)
      ).run()
      #expect(result.outcome == .exited(0), "\(result.standardOutput.text)\(result.standardError.text)")
      #expect((result.standardOutput.text + result.standardError.text).contains("1 test"))
    }

    private static func onPath(_ name: String) -> String? {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
  }

  /// One allocation of known existence.
  private func probe() -> Int {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 16)
    defer { memory.deallocate() }
    memory.storeBytes(of: 1, as: Int.self)
    return Int(bitPattern: memory)
  }
#endif
