import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors
import Testing

@Suite("Foreign graph → graph")
struct GraphImportTests {
  /// `y = Relu(x + w)` on `[N, 2]`.
  private func foreign(_ extents: [ForeignValue.Extent] = [.open("N"), .fixed(2)]) -> ForeignGraph {
    var graph = ForeignGraph()
    graph.name = "small"
    graph.operatorSets = ["": 17]
    graph.inputs = [ForeignValue(name: "x", element: .float32, extents: extents)]
    graph.outputs = [ForeignValue(name: "y", element: .float32, extents: extents)]
    graph.constants = ["w": Tensor([Float(1), -2])]
    graph.nodes = [
      ForeignNode(name: "sum", kind: "Add", inputs: ["x", "w"], outputs: ["s"]),
      ForeignNode(name: "positive", kind: "Relu", inputs: ["s"], outputs: ["y"]),
    ]
    return graph
  }

  @Test("the first open extent is the batch; others are an error")
  func batch() throws {
    let graph = try ModelFile.graph(from: foreign(), binding: ModelBinding(batch: 3))
    #expect(graph.type(of: graph.inputs[0]).shape == [3, 2])
    #expect(graph.type(of: graph.outputs[0]).shape == [3, 2])
    #expect(try ModelFile.graph(from: foreign([.open(""), .fixed(2)])).type(of: graph.inputs[0]).shape == [1, 2])
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: foreign([.open("N"), .open("M")])) }
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: foreign([.fixed(1), .open("")])) }
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: foreign(), binding: ModelBinding(batch: 0)) }
  }

  @Test("names of nodes and values are the file's")
  func names() throws {
    let graph = try ModelFile.graph(from: foreign())
    #expect(graph.nodes.map(\.name) == ["sum", "positive"])
    #expect(graph.nodes.map { graph[$0.outputs[0]].name } == ["s", "y"])
    #expect(graph.constants.map { graph[$0].name } == ["w"])
    #expect(try graph.reference([Tensor([Float(1), 1], shape: [1, 2])])[0].floats == [2, 0])
  }

  @Test("nodes that nobody needs are left out, even unknown ones")
  func unused() throws {
    var source = foreign()
    source.nodes.insert(ForeignNode(kind: "NoSuchThing", inputs: ["x"], outputs: ["z"]), at: 1)
    #expect(try ModelFile.graph(from: source).nodes.count == 2)
  }

  @Test("unknown operators, domains and values are named")
  func unknown() throws {
    func problem(_ change: (inout ForeignGraph) -> Void) -> ForeignError? {
      var source = foreign()
      change(&source)
      do { _ = try ModelFile.graph(from: source) } catch InterchangeError.foreign(let error) { return error } catch {}
      return nil
    }
    guard case .unsupportedOperator("NoSuchThing", "", "sum", 17)? = problem({ $0.nodes[0].kind = "NoSuchThing" })
    else {
      Issue.record("an unknown kind")
      return
    }
    guard case .unsupportedOperator("Add", "com.example", _, _)? = problem({ $0.nodes[0].domain = "com.example" })
    else {
      Issue.record("an unknown domain")
      return
    }
    guard case .unknownValue("sum", "nowhere")? = problem({ $0.nodes[0].inputs[1] = "nowhere" }) else {
      Issue.record("an unknown value")
      return
    }
    guard case .unknownValue? = problem({ $0.nodes.reverse() }) else {
      Issue.record("nodes out of order")
      return
    }
    guard case .unknownValue? = problem({ $0.outputs[0].name = "nowhere" }) else {
      Issue.record("an output that is never made")
      return
    }
  }

  @Test("inputs and constants as outputs, and one value as two outputs, each get a node of their own")
  func passThrough() throws {
    var source = foreign()
    source.nodes.append(ForeignNode(name: "copy", kind: "Dropout", inputs: ["y"], outputs: ["y2", ""]))
    source.outputs += [
      ForeignValue(name: "y2", element: .float32, extents: []), ForeignValue(name: "x", element: .float32, extents: []),
      ForeignValue(name: "w", element: .float32, extents: []),
    ]
    let graph = try ModelFile.graph(from: source)
    #expect(Set(graph.outputs).count == 4)
    #expect(graph.outputs.map { graph[$0].name } == ["y", "y2", "x", "w"])
    #expect(graph[graph.inputs[0]].name == "x")
    let results = try graph.reference([Tensor([Float(1), 5], shape: [1, 2])])
    #expect(results.map(\.floats) == [[2, 3], [2, 3], [1, 5], [1, -2]])
  }

  @Test("only model files are opened, and pickles are refused by name")
  func extensions() {
    for name in ["model.pt", "model.PKL", "model.joblib"] {
      do throws(InterchangeError) {
        _ = try ModelFile.load(URL(filePath: "/nowhere/\(name)"))
        Issue.record("\(name) was read")
      } catch {
        guard case .executable = error else {
          Issue.record("\(error)")
          return
        }
      }
    }
    #expect(throws: InterchangeError.self) { try ModelFile.load(URL(filePath: "/nowhere/model.txt")) }
    #expect(throws: InterchangeError.self) { try ModelFile.load(URL(filePath: "/nowhere/model.onnx")) }
  }
}
