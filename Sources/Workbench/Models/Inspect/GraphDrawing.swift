import Foundation
package import Graphs
import Processes

/// A graph as a picture: written in Graphviz' language, laid out by Graphviz' own program.
package struct GraphDrawing {
  private let graph: Graph
  /// Laying out takes more than linear time.
  private static let mostNodes = 3_000
  private static let seconds = 60.0

  /// - Throws: ``WorkbenchError/drawingTooLarge(nodes:limit:)``.
  package init(_ graph: Graph) throws(WorkbenchError) {
    guard graph.nodes.count <= Self.mostNodes else {
      throw .drawingTooLarge(nodes: graph.nodes.count, limit: Self.mostNodes)
    }
    self.graph = graph
  }

  /// The program that lays graphs out, `nil` when it is not installed.
  static func program(path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") -> String? {
    path.split(separator: ":").map { $0 + "/dot" }.first { access($0, X_OK) == 0 }
  }

  /// - Throws: ``WorkbenchError`` when the program is missing or fails, or the file cannot be written.
  func write(to url: URL) throws {
    guard let program = Self.program() else { throw WorkbenchError.noGraphviz }
    let limits = ResourceLimits(wallSeconds: Self.seconds, keptOutputBytes: 256 << 20, outputBytes: 256 << 20)
    let result = try Launch(program, ["-Tsvg"], limits: limits).run(input: Array(text.utf8))
    guard result.outcome.isSuccess else {
      throw WorkbenchError.graphvizFailed(lastWords: String(result.standardError.text.suffix(200)))
    }
    try FileAccess.write(Data(result.standardOutput.bytes), to: url)
  }

  /// The graph in the language DOT; equal graphs give equal text.
  package var text: String {
    var lines = ["digraph model {", "  node [shape=box, fontname=\"sans-serif\", fontsize=11];"]
    lines.append("  edge [fontname=\"sans-serif\", fontsize=9];")
    var makers: [ValueID: String] = [:]
    for (index, id) in graph.inputs.enumerated() {
      makers[id] = "i\(index)"
      lines.append("  i\(index) [shape=ellipse, label=\(Self.quoted(graph[id].name))];")
    }
    for (index, node) in graph.nodes.enumerated() {
      lines.append("  n\(index) [label=\(Self.quoted(type(of: node.op).name, node.name))];")
      for id in node.operands {
        if let maker = makers[id] { lines.append(edge(maker, "n\(index)", id)) }
      }
      for id in node.outputs { makers[id] = "n\(index)" }
    }
    for (index, id) in graph.outputs.enumerated() {
      lines.append("  o\(index) [shape=ellipse, label=\(Self.quoted(graph[id].name))];")
      if let maker = makers[id] { lines.append(edge(maker, "o\(index)", id)) }
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  private func edge(_ from: String, _ to: String, _ id: ValueID) -> String {
    "  \(from) -> \(to) [label=\(Self.quoted("\(graph.type(of: id))"))];"
  }

  /// Names come from a file: nothing in them may end the text or be read as one of DOT's escapes.
  private static func quoted(_ lines: String...) -> String {
    let safe = lines.map { line in
      Columns.cut(line, to: 48).map { character -> String in
        if character == "\\" || character == "\"" { return "\\\(character)" }
        return character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : "\(character)"
      }.joined()
    }
    return "\"" + safe.joined(separator: "\\n") + "\""
  }
}
