import Graphs
import Interchange
import Operators
import Tensors
import Testing

@Suite("What is settled when a model is read")
struct ModelBindingTests {
  private typealias Extent = ForeignValue.Extent

  /// `y = Reshape(x, shape)`; the shape is an input of the model.
  private func reshape(_ extents: [Extent] = [.open("a"), .open("b")]) -> ForeignGraph {
    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    graph.inputs = [
      ForeignValue(name: "x", element: .float32, extents: extents),
      ForeignValue(name: "shape", element: .int64, extents: [.open("rank")]),
    ]
    graph.outputs = [ForeignValue(name: "y", element: .float32, extents: [], rankIsOpen: true)]
    graph.nodes = [ForeignNode(name: "r", kind: "Reshape", inputs: ["x", "shape"], outputs: ["y"])]
    return graph
  }

  private func problem(_ graph: ForeignGraph, _ binding: ModelBinding) -> ForeignError? {
    do { _ = try ModelFile.graph(from: graph, binding: binding) } catch .foreign(let error) { return error } catch {}
    return nil
  }

  @Test("given inputs settle every extent, and a value that a shape depends on is read from them")
  func given() throws {
    let x = try Tensor([Float(1), 2, 3, 4, 5, 6], shape: [2, 3])
    let binding = ModelBinding(inputs: ["x": x, "shape": Tensor([Int64(3), -1])])
    let model = try ModelFile.bound(from: reshape(), binding)
    #expect(model.graph.type(of: model.graph.outputs[0]).shape == [3, 2])
    #expect(Array(model.fixedInputs.values) == [Tensor([Int64(3), -1])], "only the shape was read")
    #expect(model.graph.inputs.count == 2, "the interface stays")
    #expect(try model.graph.reference([x, Tensor([Int64(3), -1])])[0].floats == [1, 2, 3, 4, 5, 6])
    guard case .notConstant = problem(reshape(), ModelBinding(extents: ["a": 2, "b": 3, "rank": 2])) else {
      Issue.record("a shape that is not known")
      return
    }
  }

  @Test("what is made from given inputs and constants alone is known, too")
  func derived() throws {
    var source = reshape()
    source.constants["two"] = Tensor([Int64(2)])
    source.inputs[1] = ForeignValue(name: "part", element: .int64, extents: [.fixed(1)])
    source.nodes.insert(
      ForeignNode(
        name: "c", kind: "Concat", inputs: ["two", "part"], outputs: ["shape"], attributes: ["axis": .int(0)]), at: 0)
    let x = Tensor(zeros: .float32([4, 3]))
    let model = try ModelFile.bound(from: source, ModelBinding(inputs: ["x": x, "part": Tensor([Int64(6)])]))
    #expect(model.graph.type(of: model.graph.outputs[0]).shape == [2, 6])
    #expect(Array(model.fixedInputs.values) == [Tensor([Int64(6)])])
  }

  @Test("extents are settled by name: one number for one name, from inputs or from what is stated")
  func names() throws {
    var source = reshape([.open("a"), .open("a")])
    source.nodes[0].inputs[1] = "s"
    source.constants["s"] = Tensor([Int64(-1)])
    let fits = ModelBinding(extents: ["a": 4, "rank": 1])
    #expect(try ModelFile.graph(from: source, binding: fits).nodes.count == 1)
    let oblong = ModelBinding(extents: ["rank": 1], inputs: ["x": Tensor(zeros: .float32([2, 3]))])
    guard case .givenInput(let name, let expected, _)? = problem(source, oblong) else {
      Issue.record("a name with two numbers")
      return
    }
    #expect(name == "x" && expected == "float32[a, a]")
    guard case .openShape(_, let symbol)? = problem(source, ModelBinding()) else {
      Issue.record("an extent that nothing settles")
      return
    }
    #expect(symbol == "rank", "the first open name is the batch, the next one is not settled")
  }

  @Test("tensors of another type or rank are refused by name")
  func mismatch() {
    let shape = Tensor([Int64(1)])
    for x in [Tensor([Int32(1)]), Tensor([Float(1)]), Tensor(zeros: .float32([1, 1, 1]))] {
      let binding = ModelBinding(inputs: ["x": x, "shape": shape])
      guard case .givenInput(let name, _, _)? = problem(reshape(), binding) else {
        Issue.record("\(x.type)")
        continue
      }
      #expect(name == "x")
    }
  }

  @Test("an input without a stated rank takes any tensor")
  func openRank() throws {
    var source = reshape()
    source.inputs[0] = ForeignValue(name: "x", element: .float32, extents: [], rankIsOpen: true)
    let x = Tensor(zeros: .float32([2, 1, 2]))
    let graph = try ModelFile.graph(from: source, binding: ModelBinding(inputs: ["x": x, "shape": Tensor([Int64(4)])]))
    #expect(graph.type(of: graph.outputs[0]).shape == [4])
    guard case .openShape? = problem(source, ModelBinding(extents: ["rank": 1])) else {
      Issue.record("a rank that nothing settles")
      return
    }
  }

  @Test("what reading evaluates is bounded in memory and work")
  func budget() throws {
    var graph = Graph()
    let given = graph.input("n", .float32([64, 64]))
    let product = try graph.apply(MatMul(), given, given)
    var budget = KnownValues.Budget()
    budget.steps = 64 * 64 * 64
    var known = KnownValues(budget)
    known.give(given, Tensor(zeros: .float32([64, 64])))
    #expect(try known.value(of: product, in: graph)?.shape == [64, 64])
    let again = try graph.apply(MatMul(), product, given)
    #expect(throws: ForeignError.self) { try known.value(of: again, in: graph) }
    budget.steps = .max
    budget.bytes = 64 * 64 * 4 - 1
    known = KnownValues(budget)
    known.give(given, Tensor(zeros: .float32([64, 64])))
    #expect(throws: ForeignError.self) { try known.value(of: product, in: graph) }
  }

  @Test("a value that depends on the run is not known, and asking fixes nothing")
  func unknown() throws {
    var graph = Graph()
    let (x, given) = (graph.input("x", .float32([2])), graph.input("g", .float32([2])))
    let sum = try graph.apply(Add(), x, given)
    var known = KnownValues()
    known.give(given, Tensor([Float(1), 2]))
    #expect(try known.value(of: sum, in: graph) == nil)
    #expect(known.fixedInputs.isEmpty)
    #expect(try known.value(of: given, in: graph)?.floats == [1, 2])
    #expect(known.fixedInputs == [given])
  }
}
