import Graphs
import Operators
import Tensors
import Testing
import Workbench

@Suite("A graph as a picture")
struct GraphDrawingTests {
  @Test("every node, input and output stands in it once, with an edge for each value read")
  func text() throws {
    var graph = Graph(name: "two")
    let x = graph.input("x", .float32([1, 4]))
    let sum = try graph.apply(Add(), x, graph.constant(Tensor([Float(1)])), name: "sum")
    graph.outputs = [try graph.apply(Multiply(), sum, x, name: "square")]
    let lines = try GraphDrawing(graph).text.split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(
      lines.filter { $0.contains("->") }.sorted() == [
        "i0 -> n0 [label=\"float32[1, 4]\"];", "i0 -> n1 [label=\"float32[1, 4]\"];",
        "n0 -> n1 [label=\"float32[1, 4]\"];",
        "n1 -> o0 [label=\"float32[1, 4]\"];",
      ])
    #expect(lines.contains("n0 [label=\"Add\\nsum\"];"))
    #expect(lines.first == "digraph model {" && lines.last == "}")
  }

  @Test("no name ends its text or becomes another statement")
  func names() throws {
    let names = [
      "a\"]; evil [label=\"b", "back\\slash\\", "line\nbreak", "\\N\\G", "\u{1B}[2J",
      String(repeating: "\"", count: 200),
    ]
    for name in names {
      var graph = Graph(name: name)
      let x = graph.input(name, .float32([1]))
      graph.outputs = [try graph.apply(Relu(), x, name: name)]
      let text = try GraphDrawing(graph).text
      #expect(text.split(separator: "\n").count == 9, "\(name.debugDescription)")
      // Without escaped characters, every line has the quotes that the drawing itself writes.
      let plain = text.replacing("\\\\", with: "").replacing("\\\"", with: "")
      for line in plain.split(separator: "\n") { #expect(line.count { $0 == "\"" } % 2 == 0, "\(line)") }
    }
  }

  @Test("a graph that would take too long to lay out is refused")
  func large() throws {
    var graph = Graph()
    var x = graph.input("x", .float32([1]))
    for _ in 0...3_000 { x = try graph.apply(Relu(), x) }
    graph.outputs = [x]
    #expect(throws: WorkbenchError.self) { try GraphDrawing(graph) }
  }
}
