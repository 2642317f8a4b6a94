import Datasets
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("What is trained")
struct TrainedWeightsTests {
  /// A layer between constants of sums and products as exporters write them.
  private func graph() throws -> Graph {
    var graph = Graph()
    let hidden: Float = -1e4
    func constant(_ name: String, _ numbers: [Float], _ shape: Shape) throws -> ValueID {
      graph.constant(try Tensor(numbers, shape: shape), name: name)
    }
    var x = graph.input("x", .float32([1, 4]))
    x = try graph.apply(Multiply(), x, try constant("scale", [1, 0.5, 2, 0], [4]))
    x = try graph.apply(Multiply(), x, try constant("ones", [1, 1, 1, 1], [4]))
    x = try graph.apply(Multiply(), x, try constant("mask of a product", [1, 0, 1, 1], [4]))
    x = try graph.apply(Multiply(), x, try constant("factor", [0.5], [1]))
    x = try graph.apply(Gemm(transposeB: true), x, try constant("weight", (0..<16).map { Float($0) / 16 }, [4, 4]))
    x = try graph.apply(Add(), x, try constant("shift", [0.25], []))
    x = try graph.apply(Add(), x, try constant("zeros", [0, 0, 0, 0], [4]))
    x = try graph.apply(Subtract(), x, try constant("offset", [0.5, -2_000, 0, 0], [4]))
    x = try graph.apply(Add(), x, try constant("mask of a sum", [0, hidden, 0, -.infinity], [4]))
    x = try graph.apply(Softmax(), x)
    graph.outputs = [try graph.apply(Gemm(), x, try constant("last", [1, 2, 3, 4, 5, 6, 7, 8], [4, 2]))]
    return graph
  }

  @Test("Biases, scales and tables are weights; single numbers and masks are not, whatever the operator")
  func rule() throws {
    let graph = try graph()
    #expect(graph.parameters.map { graph[$0].name } == ["scale", "ones", "weight", "zeros", "offset", "last"])
    #expect(graph.parameterCount == 4 + 4 + 16 + 4 + 4 + 8)
  }

  @Test("Masks and factors come out of training as they went in, weights do not")
  func untouched() throws {
    let start = try graph()
    let inputs = (0..<32).map { Float(($0 * 7) % 11) / 11 }
    let names = ["a", "b"].map { ClassName(ja: $0, en: $0) }
    let data = try Dataset(
      name: "numbers", split: .train, inputs: try Tensor(inputs, shape: [8, 4]),
      targets: .classes([0, 1, 1, 0, 1, 0, 0, 1], names: names))
    var options = TrainingOptions()
    options.batchSize = 8
    options.epochs = 1
    options.schedule = .constant
    let trained = try Trainer(start, options: options).train(on: data, objective: CrossEntropy())
    func numbers(_ name: String, _ graph: Graph) throws -> [Float] {
      let id = try #require(graph.constants.first { graph[$0].name == name })
      return try #require(graph.constant(id)).floats
    }
    for name in ["mask of a product", "mask of a sum", "factor", "shift"] {
      #expect(try numbers(name, trained) == numbers(name, start), "\(name)")
    }
    for name in ["scale", "weight", "last"] { #expect(try numbers(name, trained) != numbers(name, start), "\(name)") }
  }

  @Test("A causal transformer trains its tables and layers, not its mask")
  func transformer() throws {
    let graph = try Model.causalTransformer(input: [6], vocabulary: 5, width: 8, blocks: 1, heads: 2).graph(seed: 1)
    let names = Set(graph.parameters.map { graph[$0].name })
    #expect(graph.constants.contains { graph[$0].name == "causal" })
    #expect(names.allSatisfy { $0.hasSuffix(".weight") || $0.hasSuffix(".bias") || $0.hasSuffix(".scale") })
    // Two tables; three normalizations of two vectors; four projections, two layers and the last one with biases.
    #expect(names.count == 2 + 3 * 2 + 7 * 2)
  }

  @Test("A table that is read in two ways stays one: what follows from tokens is told by their own rows")
  func tied() throws {
    var graph = Graph()
    let tokens = graph.input("tokens", TensorType(.int32, [1, 3]))
    let table = graph.constant(.random([5, 4], seed: 3), name: "table")
    let rows = try graph.apply(Gather(), table, tokens)
    let columns = try graph.apply(Transpose([1, 0]), table)
    graph.outputs = [try graph.apply(MatMul(), rows, columns)]
    let next: [Int32] = [1, 2, 3, 2, 3, 4, 3, 4, 0, 4, 0, 1]
    let data = try Dataset(
      name: "counting", split: .train,
      inputs: try Tensor(next.map { ($0 + 4) % 5 }, shape: [4, 3]),
      targets: .tokens(try Tensor(next, shape: [4, 3]), vocabulary: 5))
    var options = TrainingOptions()
    options.batchSize = 4
    options.epochs = 3
    let trained = try Trainer(graph, options: options).train(on: data, objective: NextToken())
    #expect(trained.parameters.count == 1)
    #expect(trained.constants.count { trained.type(of: $0).element == .float32 } == 1)
  }
}
