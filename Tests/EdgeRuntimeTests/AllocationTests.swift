#if os(Linux)
  import EdgeRuntime
  import Foundation
  import Glibc
  import Graphs
  import Kernels
  import Operators
  import Processes
  import Tensors
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
      let models = [Model.leNet, .glyphNet, .resNet8]
      let random = try [1, 5, 9].map { try RandomGraph.make(seed: $0) }
      let graphs = try random + models.map { try $0.graph(seed: 1) } + [codes()]
      for graph in graphs {
        let plan = try ExecutionPlan(graph)
        #expect(plan.referenceSteps == [])
        for threads in 1...3 {
          // Sharing every step, so that handing over is counted, too.
          let pool = threads > 1 ? WorkerPool(threads: threads, sharesShortSteps: true) : nil
          let session = Session(plan, pool: pool)
          try session.run()
          // Other threads of the test runner may allocate now and then; a session that does, does in every window.
          var fewest = Int.max
          for _ in 0..<10 {
            let start = count()
            for _ in 0..<5 { try session.run() }
            fewest = min(fewest, count() - start)
          }
          #expect(fewest == 0, "\(graph.name), \(threads) threads")
        }
      }
    }

    /// A convolution and a depthwise one on codes.
    private func codes() throws -> Graph {
      var graph = Graph(name: "codes")
      func coded(_ x: ValueID, _ scale: Float) throws -> ValueID {
        let parameters = QuantizationParameters(scale: scale, zeroPoint: 128)
        return try graph.apply(DequantizeLinear(), try graph.apply(QuantizeLinear(.uint8, parameters), x))
      }
      func weights(_ shape: Shape, axis: Int, seed: UInt64) throws -> ValueID {
        let scales = QuantizationParameters(symmetric: [Float](repeating: 0.01, count: shape[axis]), axis: axis)
        let codes = try Tensor.random(shape, seed: seed).quantized(to: .int8, scales)
        return try graph.apply(DequantizeLinear(), graph.constant(codes))
      }
      let x = try coded(graph.input("x", .float32([1, 9, 9, 5])), 0.01)
      let first = try graph.apply(Conv(Window(padding: Padding(1))), x, weights([18, 3, 3, 5], axis: 0, seed: 1))
      let y = try coded(first, 0.05)
      let second = try graph.apply(
        DepthwiseConv(Window(padding: Padding(1))), y, weights([3, 3, 18], axis: 2, seed: 2))
      graph.outputs = [try coded(second, 0.1)]
      return graph
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
