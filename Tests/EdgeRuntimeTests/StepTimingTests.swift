import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite struct StepTimingTests {
  @Test(arguments: [UInt64(1), 4, 9])
  func `a timed run gives what a run gives, and a reading behind every step`(_ seed: UInt64) throws {
    let plan = try ExecutionPlan(try RandomGraph.make(seed: seed))
    let input = Tensor.random(plan.graph.type(of: plan.graph.inputs[0]).shape, seed: seed)
    let session = Session(plan)
    let expected = try session.run([input])[0]
    input.withBytes {
      UnsafeMutableRawBufferPointer(start: session.inputPointer(0), count: $0.count).copyMemory(from: $0)
    }
    var laps = [UInt64](repeating: 0, count: plan.steps.count + 1)
    try session.run(FineClock(), laps: &laps)
    #expect(zip(laps, laps.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(laps[0] > 0)
    var found = Tensor(zeros: expected.type)
    found.withMutableBytes {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: session.outputPointer(0), count: $0.count))
    }
    #expect(found == expected)
    #expect(try session.threadsOfSteps() == plan.steps.map { _ in 1 })
  }

  @Test func `work is counted by hand`() throws {
    var graph = Graph(name: "g")
    let x = graph.input("x", .float32([1, 8, 8, 4]))
    let w = graph.constant(.random([16, 3, 3, 4], seed: 1))
    let b = graph.constant(.random([16], seed: 2))
    let y = try graph.apply(Conv(Window(padding: Padding(1))), x, w, b, name: "conv")
    graph.outputs = [try graph.apply(Relu(), y, name: "relu")]
    let plan = try ExecutionPlan(graph)
    try #require(plan.steps.count == 1)
    let work = plan.work(of: plan.steps[0])
    // 8·8·16 results of 3·3·4 products each; 8·8·4 floats in, 8·8·16 out; at least the weights and the bias.
    #expect(work.multiplyAccumulates == 8 * 8 * 16 * 36)
    #expect(work.readBytes == 4 * 256)
    #expect(work.writtenBytes == 4 * 1_024)
    #expect(work.weightBytes >= 4 * (16 * 36 + 16))
    #expect(!work.isOnCodes)
    #expect(plan.footprintBytes == plan.memory.byteCount + work.weightBytes)
    #expect(plan.steps[0].node.sources == ["relu", "conv"] || plan.steps[0].node.sources == ["conv", "relu"])
  }

  @Test func `of a table only the rows that are picked are read`() throws {
    var graph = Graph(name: "g")
    let ids = graph.input("ids", TensorType(.int64, [1, 3]))
    let table = graph.constant(.random([1_000, 8], seed: 1))
    graph.outputs = [try graph.apply(Gather(), table, ids)]
    let plan = try ExecutionPlan(graph)
    let work = plan.work(of: plan.steps[0])
    #expect(work.weightBytes == 4 * 3 * 8)
    #expect(work.readBytes == 3 * 8)
    #expect(work.multiplyAccumulates == 0)
  }
}
