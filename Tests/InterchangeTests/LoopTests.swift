import Graphs
import Interchange
import Tensors
import Testing

@Suite("Loop with iterations that are known when the file is read")
struct LoopTests {
  private static func value(_ name: String, _ element: ElementType = .float32, _ extents: [Int] = [2]) -> ForeignValue {
    ForeignValue(name: name, element: element, extents: extents.map { .fixed($0) })
  }

  private static func scalar(_ value: some TensorScalar) -> Tensor? { try? Tensor([value], shape: .scalar) }

  /// `for i in 0..<M while goesOn { a, b = b, a + x; goesOn = i + 1 < 3; collect a + c }`, `c` = 100 inside the body and
  /// 7 around it; the result is `b + c`.
  private static func model(trips: Int64?, condition: Bool?) -> ForeignGraph {
    var body = ForeignGraph()
    body.operatorSets = ["": 17]
    body.inputs = [value("i", .int64, []), value("goesOn", .bool, []), value("a"), value("b")]
    body.constants = ["c": Tensor([Float(100), 100])]
    body.constants["one"] = scalar(Int64(1))
    body.constants["three"] = scalar(Int64(3))
    body.nodes = [
      ForeignNode(name: "sum", kind: "Add", inputs: ["a", "x"], outputs: ["next"]),
      ForeignNode(name: "count", kind: "Add", inputs: ["i", "one"], outputs: ["done"]),
      ForeignNode(name: "less", kind: "Less", inputs: ["done", "three"], outputs: ["more"]),
      ForeignNode(name: "seen", kind: "Add", inputs: ["a", "c"], outputs: ["s"]),
    ]
    body.outputs = [value("more", .bool, []), value("b"), value("next"), value("s")]

    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    graph.inputs = [value("x")]
    graph.constants = [
      "first": Tensor([Float(1), 2]), "second": Tensor([Float(10), 20]), "c": Tensor([Float(7), 7]),
    ]
    if let trips { graph.constants["M"] = scalar(trips) }
    if let condition { graph.constants["cond"] = scalar(condition) }
    graph.nodes = [
      ForeignNode(
        name: "loop", kind: "Loop",
        inputs: [trips == nil ? "" : "M", condition == nil ? "" : "cond", "first", "second"],
        outputs: ["", "last", "all"], attributes: ["body": .graph(body)]),
      ForeignNode(name: "end", kind: "Add", inputs: ["last", "c"], outputs: ["y"]),
    ]
    graph.outputs = [value("y"), value("all", .float32, [4, 2])]
    return graph
  }

  /// By hand, with x = (1, −1): a runs 1, 10, 2, 11, 3 … and 2, 20, 1, 19, 0 …; b is a one step later.
  private static func expected(_ iterations: Int) -> [[Float]] {
    let a: [[Float]] = [[1, 2], [10, 20], [2, 1], [11, 19], [3, 0], [12, 18]]
    return [a[iterations + 1].map { $0 + 7 }, a.prefix(iterations).joined().map { $0 + 100 }]
  }

  @Test("counted, conditional and both: names inside stay inside, collected values are stacked")
  func iterations() throws {
    for (trips, condition, iterations) in [(4, nil, 4), (nil, true, 3), (2, true, 2), (9, true, 3)]
      as [(Int64?, Bool?, Int)]
    {
      let graph = try ModelFile.graph(from: Self.model(trips: trips, condition: condition))
      let results = try graph.reference([Tensor([Float(1), -1])])
      #expect(results.map(\.floats) == Self.expected(iterations), "\(iterations)")
      #expect(results[1].shape == [iterations, 2])
    }
  }

  @Test("no iteration gives the initial values, and refuses outputs that are made of iterations")
  func none() throws {
    for (trips, condition) in [(0, nil), (5, false)] as [(Int64?, Bool?)] {
      var graph = Self.model(trips: trips, condition: condition)
      #expect(throws: InterchangeError.self) { try ModelFile.graph(from: graph) }
      guard case .graph(var body)? = graph.nodes[0].attributes["body"] else { return }
      body.outputs.removeLast()
      graph.nodes[0].attributes["body"] = .graph(body)
      graph.nodes[0].outputs.removeLast()
      graph.outputs.removeLast()
      #expect(try ModelFile.graph(from: graph).reference([Tensor([Float(1), -1])])[0].floats == [17, 27])
    }
  }

  @Test("what never ends, or ends by what only a run knows, is refused")
  func endless() throws {
    var counted = Self.model(trips: .max, condition: nil)
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: counted) }
    counted.constants["M"] = nil
    counted.inputs.append(Self.value("M", .int64, []))
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: counted) }
  }

  @Test("a body that is missing or does not fit is refused")
  func malformed() throws {
    let changes: [(inout ForeignGraph) -> Void] = [
      { $0.nodes[0].attributes["body"] = nil }, { $0.nodes[0].inputs = [] }, { $0.nodes[0].inputs.removeLast() },
      { $0.nodes[0].outputs.append("more") }, { $0.constants["M"] = Tensor([Float(1)]) },
      { $0.constants["M"] = Tensor([Int64(1), 2]) },
      { graph in
        guard case .graph(var body)? = graph.nodes[0].attributes["body"] else { return }
        body.outputs[1] = Self.value("nowhere")
        graph.nodes[0].attributes["body"] = .graph(body)
      },
    ]
    for (index, change) in changes.enumerated() {
      var graph = Self.model(trips: 2, condition: nil)
      change(&graph)
      #expect(throws: InterchangeError.self, "\(index)") { try ModelFile.graph(from: graph) }
    }
  }
}
