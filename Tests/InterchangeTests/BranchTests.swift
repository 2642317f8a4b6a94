import Formats
import Graphs
import Interchange
import Operators
import Tensors
import Testing

@Suite("If with a condition that is known when the file is read")
struct BranchTests {
  private static func value(_ name: String) -> ForeignValue {
    ForeignValue(name: name, element: .float32, extents: [.fixed(2)])
  }

  /// A branch that applies `kind` to the value `x` of the graph around it and a constant of its own.
  private static func branch(_ kind: String, _ number: Float) -> ForeignGraph {
    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    graph.constants = ["c": Tensor([number, number])]
    graph.nodes = [ForeignNode(name: "n", kind: kind, inputs: ["x", "c"], outputs: ["r"])]
    graph.outputs = [value("r")]
    return graph
  }

  /// `y = If(condition, x + 1, x · 3) + c`, `c` = 100: a name that the branches use for something else.
  private static func model(_ condition: Tensor?) -> ForeignGraph {
    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    graph.inputs = [value("x")]
    if condition == nil { graph.inputs.append(ForeignValue(name: "cond", element: .bool, extents: [])) }
    graph.outputs = [value("y")]
    graph.constants = ["c": Tensor([Float(100), 100])]
    graph.constants["cond"] = condition
    graph.nodes = [
      ForeignNode(
        name: "choice", kind: "If", inputs: ["cond"], outputs: ["z"],
        attributes: ["then_branch": .graph(branch("Add", 1)), "else_branch": .graph(branch("Mul", 3))]),
      ForeignNode(name: "last", kind: "Add", inputs: ["z", "c"], outputs: ["y"]),
    ]
    return graph
  }

  private static let no = try? Tensor([false], shape: .scalar)
  private static let yes = try? Tensor([true], shape: .scalar)

  @Test("the branch that is taken stands in the place of the If; names inside stay inside")
  func taken() throws {
    let x = Tensor([Float(5), -2])
    for (condition, expected) in [(Self.yes, [Float(106), 99]), (Self.no, [115, 94])] {
      let graph = try ModelFile.graph(from: Self.model(condition))
      #expect(graph.nodes.count == 2)
      #expect(try graph.reference([x])[0].floats == expected)
    }
  }

  @Test("a condition that is an input is known when the input is given")
  func given() throws {
    let x = Tensor([Float(5), -2])
    let no = try #require(Self.no)
    let model = try ModelFile.bound(from: Self.model(nil), ModelBinding(inputs: ["x": x, "cond": no]))
    #expect(Array(model.fixedInputs.values) == [no])
    #expect(try model.graph.reference([x, no])[0].floats == [115, 94])
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: Self.model(nil)) }
  }

  @Test("branches survive the file and lie in each other up to the limit")
  func depth() throws {
    for depth in [1, 8, 9, 200] {
      var graph = Self.model(Self.yes)
      graph.constants["c"] = Tensor([Float(0), 0])
      for _ in 1..<depth {
        var outer = ForeignGraph()
        outer.operatorSets = ["": 17]
        outer.constants["cond"] = Self.yes
        outer.nodes = [graph.nodes[0]]
        outer.outputs = [Self.value("z")]
        graph.nodes[0].attributes["then_branch"] = .graph(outer)
      }
      let bytes = try ONNXFile.bytes(of: graph)
      if depth > 8 {
        #expect(throws: FormatError.self) { try ONNXFile.read(bytes, file: "deep") }
      } else {
        let again = try ONNXFile.read(bytes, file: "deep")
        #expect(again == graph)
        #expect(try ModelFile.graph(from: again).reference([Tensor([Float(5), -2])])[0].floats == [6, -1])
      }
    }
  }

  @Test("a branch that is missing, of another kind or with other outputs is refused")
  func malformed() throws {
    let changes: [(inout ForeignGraph) -> Void] = [
      { $0.nodes[0].attributes["then_branch"] = nil }, { $0.nodes[0].attributes["then_branch"] = .int(1) },
      {
        var two = Self.branch("Add", 1)
        two.outputs.append(two.outputs[0])
        $0.nodes[0].attributes["then_branch"] = .graph(two)
      },
      {
        var unknown = Self.branch("Add", 1)
        unknown.outputs = [Self.value("nowhere")]
        $0.nodes[0].attributes["then_branch"] = .graph(unknown)
      },
      {
        var taking = Self.branch("Add", 1)
        taking.inputs = [Self.value("i")]
        $0.nodes[0].attributes["then_branch"] = .graph(taking)
      },
      { $0.constants["cond"] = Tensor([Float(1)]) }, { $0.constants["cond"] = Tensor([true, false]) },
      { $0.nodes[0].inputs = [] },
    ]
    for (index, change) in changes.enumerated() {
      var graph = Self.model(Self.yes)
      change(&graph)
      #expect(throws: InterchangeError.self, "\(index)") { try ModelFile.graph(from: graph) }
    }
  }
}
