import EdgeRuntime
import Graphs
import Operators
import Tensors
import Testing

/// Arrays without elements take part in a run like any others.
@Suite("Empty tensors")
struct EmptyTensorTests {
  @Test("operators on nothing give nothing, and what is joined with nothing stays")
  func run() throws {
    var graph = Graph()
    let empty = graph.input("empty", .float32([0, 3]))
    let full = graph.input("full", .float32([2, 3]))
    let sum = try graph.apply(Add(), empty, graph.constant(Tensor([Float(1), 2, 3])))
    let product = try graph.apply(MatMul(), try graph.apply(Relu(), sum), graph.constant(.random([3, 5], seed: 1)))
    let joined = try graph.apply(Concat(axis: 0), sum, full)
    graph.outputs = [product, joined, try graph.apply(Softmax(axis: 1), empty)]
    let arguments = [Tensor(zeros: .float32([0, 3])), try Tensor([Float(1), 2, 3, 4, 5, 6], shape: [2, 3])]
    let expected = try graph.reference(arguments)
    #expect(expected.map(\.shape) == [[0, 5], [2, 3], [0, 3]])
    for optimizes in [true, false] {
      var options = PlanOptions()
      options.optimizes = optimizes
      let found = try Session(try ExecutionPlan(graph, options: options)).run(arguments)
      #expect(found == expected)
    }
    #expect(expected[1].floats == [1, 2, 3, 4, 5, 6])
  }

  @Test("a product of matrices over nothing is zero")
  func product() throws {
    var graph = Graph()
    let rows = graph.input("rows", .float32([2, 0]))
    let columns = graph.input("columns", .float32([0, 3]))
    graph.outputs = [try graph.apply(MatMul(), rows, columns)]
    let arguments = [Tensor(zeros: .float32([2, 0])), Tensor(zeros: .float32([0, 3]))]
    let found = try Session(try ExecutionPlan(graph)).run(arguments)
    #expect(found == [Tensor(zeros: .float32([2, 3]))])
  }
}
