import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// Plans that pass rows through consecutive convolutions compute what plans with a buffer for every value compute.
@Suite struct StreamedPlanTests {
  /// An inverted residual block; `readsMiddle` lets the caller see what the depthwise convolution makes.
  private func block(stride: Int = 1, side: Int = 44, readsMiddle: Bool = false) throws -> Graph {
    var graph = Graph(name: "block")
    let x = graph.input("x", .float32([1, side, side, 8]))
    let wide = try graph.apply(
      Relu(), try graph.apply(Conv(), x, graph.constant(.random([48, 1, 1, 8], seed: 1)), name: "expand"))
    let window = Window(stride: Pair(stride, stride), padding: Padding(1))
    let middle = try graph.apply(
      DepthwiseConv(window), wide, graph.constant(.random([3, 3, 48], seed: 2)),
      graph.constant(.random([48], seed: 3)), name: "depthwise")
    let narrow = try graph.apply(
      Conv(), middle, graph.constant(.random([8, 1, 1, 48], seed: 4)), name: "project")
    graph.outputs = [stride == 1 ? try graph.apply(Add(), narrow, x, name: "add") : narrow]
    if readsMiddle { graph.outputs.append(middle) }
    return graph
  }

  private func plans(_ graph: Graph) throws -> (streamed: ExecutionPlan, plain: ExecutionPlan) {
    var options = PlanOptions()
    let streamed = try ExecutionPlan(graph, options: options)
    options.streamsRows = false
    return (streamed, try ExecutionPlan(graph, options: options))
  }

  @Test(arguments: [1, 2]) func `one step does the work of three, with the same bits and a smaller arena`(
    stride: Int
  ) throws {
    let (streamed, plain) = try plans(try block(stride: stride))
    try #require(plain.steps.count == 3 && streamed.steps.count == 1)
    let step = streamed.steps[0]
    #expect(step.absorbed.map(\.name) == plain.steps.prefix(2).map(\.node.name))
    let all = Set(plain.steps.flatMap { $0.node.sources })
    #expect(Set(step.node.sources) == all)
    let products = plain.steps.reduce(0) { $0 + plain.work(of: $1).multiplyAccumulates }
    #expect(streamed.work(of: step).multiplyAccumulates == products)
    #expect(streamed.work(of: step).readBytes == (stride == 1 ? 2 : 1) * 4 * 44 * 44 * 8)
    #expect(streamed.memory.byteCount < plain.memory.byteCount)
    let x = Tensor.random([1, 44, 44, 8], seed: 9)
    let expected = try Session(plain).run([x])
    #expect(try Session(streamed).run([x]) == expected)
    #expect(try Session(streamed, pool: WorkerPool(threads: 2)).run([x]) == expected)
  }

  @Test func `a value that is read elsewhere keeps its buffer`() throws {
    let (streamed, plain) = try plans(try block(readsMiddle: true))
    #expect(streamed.steps.count == plain.steps.count)
    let x = Tensor.random([1, 44, 44, 8], seed: 9)
    #expect(try Session(streamed).run([x]) == (try Session(plain).run([x])))
  }

  @Test func `small images are left alone`() throws {
    let (streamed, plain) = try plans(try block(side: 8))
    #expect(streamed.steps.count == plain.steps.count)
  }
}
