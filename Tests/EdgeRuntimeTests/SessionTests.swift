import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Sessions")
struct SessionTests {
  static func bytes(_ tensors: [Tensor]) -> [[UInt8]] { tensors.map { $0.withBytes { Array($0) } } }

  @Test("A session agrees with the reference on random graphs", arguments: 0..<60)
  func agreesWithReference(seed: UInt64) throws {
    let graph = try RandomGraph.make(seed: seed)
    let input = RandomGraph.input(of: graph, seed: seed)
    let expected = try graph.reference([input])[0].floats
    let session = Session(try ExecutionPlan(graph))
    for _ in 0..<2 {
      let found = try session.run([input])[0].floats
      // Up to nine layers, each a sum of at most some hundred products in another order and with fused multiply-add:
      // 9 · 400 · 2⁻²⁴ of the size that values reach on the way, which weights below 0.5 keep near the output's.
      let scale = max(1, expected.map { abs($0) }.max() ?? 1)
      for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 2e-4 * scale, "seed \(seed)") }
      #expect(found.count == expected.count, "seed \(seed)")
    }
  }

  @Test("Without optimization passes the result is the same within rounding", arguments: 0..<20)
  func unoptimized(seed: UInt64) throws {
    let graph = try RandomGraph.make(seed: seed)
    let input = RandomGraph.input(of: graph, seed: seed)
    var options = PlanOptions()
    options.optimizes = false
    let plain = try Session(ExecutionPlan(graph, options: options)).run([input])[0].floats
    let fused = try Session(ExecutionPlan(graph)).run([input])[0].floats
    let scale = max(1, plain.map { abs($0) }.max() ?? 1)
    // As above.
    for (a, b) in zip(plain, fused) { #expect(abs(a - b) <= 2e-4 * scale, "seed \(seed)") }
  }

  @Test("Two and three threads give the bytes of one, also for steps that would not be shared", arguments: 0..<20)
  func threads(seed: UInt64) throws {
    let graph = try RandomGraph.make(seed: seed)
    let plan = try ExecutionPlan(graph)
    let input = RandomGraph.input(of: graph, seed: seed)
    let one = try Session(plan).run([input])
    for threads in 2...3 {
      let pool = WorkerPool(threads: threads, sharesShortSteps: true)
      #expect(try Self.bytes(Session(plan, pool: pool).run([input])) == Self.bytes(one), "seed \(seed), \(threads)")
    }
  }

  @Test("Branches that were written side by side run one after the other, in less memory and to the same bytes")
  func schedule() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 8, 8, 4]))
    // Three wide maps, each reduced to a few numbers; as written, all three exist before the first is reduced.
    let wide = try (0..<3).map { index in
      let w = graph.constant(.random([64, 1, 1, 4], from: -0.3, to: 0.3, seed: 30 + UInt64(index)))
      return try graph.apply(Conv(), x, w)
    }
    let means = try wide.map { try graph.apply(GlobalAveragePool(), $0) }
    graph.outputs = [try graph.apply(Concat(axis: 3), means[0], means[1], means[2])]
    var asWritten = PlanOptions()
    asWritten.schedules = false
    let (before, after) = (try ExecutionPlan(graph, options: asWritten), try ExecutionPlan(graph))
    let map = 8 * 8 * 64 * 4
    #expect(before.memory.byteCount > 3 * map)
    #expect(after.memory.byteCount < 2 * map)
    let input = Tensor.random([1, 8, 8, 4], seed: 33)
    #expect(try Session(after).run([input]) == Session(before).run([input]))
  }

  @Test("Kernels chosen by timing compute the same within rounding")
  func timedKernels() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 12, 12, 16]))
    let w = graph.constant(.random([16, 3, 3, 16], from: -0.2, to: 0.2, seed: 8))
    graph.outputs = [try graph.apply(Conv(Window(padding: Padding(1))), x, w)]
    var options = PlanOptions()
    options.timesKernels = true
    let input = Tensor.random([1, 12, 12, 16], seed: 9)
    let expected = try graph.reference([input])[0].floats
    let found = try Session(ExecutionPlan(graph, options: options)).run([input])[0].floats
    // Winograd's bound: 10⁻⁴ of the largest output.
    let scale = expected.map { abs($0) }.max() ?? 1
    for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 1e-4 * scale) }
  }

  @Test("Sessions that share a plan do not share what they compute")
  func sharedPlan() throws {
    let graph = try RandomGraph.make(seed: 3)
    let plan = try ExecutionPlan(graph)
    let inputs = (0..<4).map { RandomGraph.input(of: graph, seed: 100 + $0) }
    let alone = try inputs.map { Self.bytes(try Session(plan).run([$0])) }
    let (first, second) = (Session(plan), Session(plan))
    for index in 0..<4 {
      #expect(Self.bytes(try first.run([inputs[index]])) == alone[index])
      #expect(Self.bytes(try second.run([inputs[3 - index]])) == alone[3 - index])
      #expect(Self.bytes(try first.run([inputs[index]])) == alone[index])
    }
  }

  @Test("Sessions of one plan run at the same time")
  func concurrent() async throws {
    let graph = try RandomGraph.make(seed: 5)
    let plan = try ExecutionPlan(graph)
    let input = RandomGraph.input(of: graph, seed: 5)
    let expected = Self.bytes(try Session(plan).run([input]))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let session = Session(plan)
          return try (0..<20).allSatisfy { _ in Self.bytes(try session.run([input])) == expected }
        }
      }
      for try await same in group { #expect(same) }
    }
  }

  @Test("Bound inputs and outputs use the caller's memory and leave the input as it was")
  func bound() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 3]))
    let w = graph.input("w", .float32([4, 3]))
    graph.outputs = [try graph.apply(Relu(), try graph.apply(Gemm(transposeB: true), x, w))]
    let (image, weights) = (Tensor.random([2, 3], seed: 1), Tensor.random([4, 3], seed: 2))
    let expected = try graph.reference([image, weights])[0].floats
    var options = PlanOptions()
    options.boundInputs = [1]
    options.boundOutputs = [0]
    let session = Session(try ExecutionPlan(graph, options: options))
    let (memory, result) = (Storage(byteCount: 48), Storage(byteCount: 32))
    let fill = { (tensor: Tensor, target: UnsafeMutableRawPointer) in
      tensor.withBytes { UnsafeMutableRawBufferPointer(start: target, count: $0.count).copyMemory(from: $0) }
    }
    fill(weights, memory.base)
    session.bind(inputs: [1: memory.base], outputs: [0: result.base])
    #expect(session.inputPointer(1) == memory.base)
    #expect(session.outputPointer(0) == result.base)
    fill(image, session.inputPointer(0))
    try session.run()
    let found = Array(UnsafeBufferPointer(start: result.base.assumingMemoryBound(to: Float.self), count: 8))
    // Three products of numbers below 1: 3 · 2⁻²⁴, with room for fused multiply-add.
    for (a, b) in zip(expected, found) { #expect(abs(a - b) < 1e-6) }
    let after = Array(UnsafeBufferPointer(start: memory.base.assumingMemoryBound(to: Float.self), count: 12))
    #expect(after == weights.floats)
  }

  @Test("Wrong arguments are named")
  func arguments() throws {
    let graph = try RandomGraph.make(seed: 1)
    let session = Session(try ExecutionPlan(graph))
    let missing = #expect(throws: RuntimeError.self) { try session.run([]) }
    guard case .argumentCount(expected: 1, found: 0)? = missing else {
      Issue.record("another kind: \(String(describing: missing))")
      return
    }
    let wrong = #expect(throws: RuntimeError.self) { try session.run([Tensor.random([1, 2], seed: 1)]) }
    guard case .argumentType(input: "x", _, _)? = wrong else {
      Issue.record("another kind: \(String(describing: wrong))")
      return
    }
  }

  @Test("An arena above the limit is refused before it is taken, at the limit it is not")
  func arenaLimit() throws {
    let graph = try RandomGraph.make(seed: 2)
    let needed = try ExecutionPlan(graph).memory.byteCount
    var options = PlanOptions()
    options.arenaLimit = needed
    #expect(try ExecutionPlan(graph, options: options).memory.byteCount == needed)
    options.arenaLimit = needed - 1
    let error = #expect(throws: RuntimeError.self) { try ExecutionPlan(graph, options: options) }
    guard case .arenaTooLarge(byteCount: needed, limit: needed - 1)? = error else {
      Issue.record("another kind: \(String(describing: error))")
      return
    }
  }

  @Test("Every node of a random graph has a kernel", arguments: 0..<30)
  func kernels(seed: UInt64) throws {
    #expect(try ExecutionPlan(RandomGraph.make(seed: seed)).referenceSteps == [], "seed \(seed)")
  }

  @Test("A graph whose buffers together overflow every number is refused by its first large value")
  func hugeBuffers() throws {
    var graph = Graph()
    var x = graph.input("x", .float32([1 << 24, 1 << 24]))
    // 2⁵⁰ bytes each: 9,000 of them are more than 2⁶³.
    for _ in 0..<9_000 { x = try graph.apply(Relu(), x) }
    graph.outputs = [x]
    #expect(throws: RuntimeError.self) { try ExecutionPlan(graph) }
  }

  @Test("An index outside its table ends the run with an error; the next run is sound again")
  func indexOutOfRange() throws {
    var graph = Graph()
    let table = graph.constant(try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2]))
    let indices = graph.input("indices", TensorType(.int64, [2]))
    graph.outputs = [try graph.apply(Gather(), table, indices)]
    let session = Session(try ExecutionPlan(graph))
    #expect(throws: RuntimeError.self) { try session.run([Tensor([Int64(0), 3])]) }
    #expect(try session.run([Tensor([Int64(2), -3])])[0].floats == [5, 6, 1, 2])
  }
}
