import Charts
import Compression
import EdgeRuntime
import Graphs
package import Reports

/// What a model file holds, counted without running it.
package struct InspectModel: Answer {
  package struct Port: Encodable, Sendable {
    package let name: String
    package let type: String
  }

  package let model: ModelRecord
  package let inputs: [Port]
  package let outputs: [Port]
  /// Operators without a fast kernel, which run in the plain reference.
  package let withoutKernel: [String]

  /// - Throws: anything that reading the file throws.
  package init(_ path: String) throws {
    let file = ModelPath(path)
    let graph = try file.load(onlyToRun: true)
    do {
      model = try ModelInspection.record(of: graph, file: file.url)
      withoutKernel = try ExecutionPlan(graph).referenceSteps
    } catch { throw file.failure(error) }
    inputs = graph.inputs.map { Port(name: graph[$0].name, type: "\(graph.type(of: $0))") }
    outputs = graph.outputs.map { Port(name: graph[$0].name, type: "\(graph.type(of: $0))") }
  }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var table = TextTable([.left, .right])
    table.add([isJapanese ? "ファイル" : "file", Figure.bytes(model.fileBytes)])
    table.add([isJapanese ? "パラメータ" : "parameters", Figure.count(model.parameters)])
    table.add([isJapanese ? "積和演算（MAC）" : "multiply-accumulates", Figure.count(model.macs)])
    if let arena = model.arenaBytes {
      table.add([isJapanese ? "実行時のメモリ（アリーナ）" : "memory while running", Figure.bytes(arena)])
    }
    table.add([isJapanese ? "演算子" : "operators", Figure.fixed(Double(model.operatorCount), 0)])
    var lines = ["  " + model.name, ""] + table.lines + [""]
    for (label, ports) in [(isJapanese ? "入力" : "input", inputs), (isJapanese ? "出力" : "output", outputs)] {
      lines += ports.map { "  \(Columns.padded(label, to: 8))\($0.name)  \($0.type)" }
    }
    let counted = model.operators.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { $0.value > 1 ? "\($0.key) × \($0.value)" : $0.key }
    lines += [""] + Columns.wrapped(counted.joined(separator: ", "), to: width - 2).map { "  " + $0 }
    if !withoutKernel.isEmpty {
      let names = Set(withoutKernel).sorted().joined(separator: ", ")
      lines.append(
        isJapanese ? "  速いカーネルがない演算子：\(names)（動きますが遅くなります）" : "  without a fast kernel: \(names) (works, slowly)")
    }
    lines.append("  SHA-256 \(model.sha256.prefix(16))…")
    return lines.joined(separator: "\n")
  }
}
