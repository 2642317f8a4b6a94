import Charts
import Compression
import Foundation
package import Reports

/// Reads a model into the graph and writes it out again.
package struct ConvertModel: Answer {
  package let file: String
  package let model: ModelRecord

  package init(_ input: String, reading: ReadingChoices = ReadingChoices(), to output: String) throws {
    let source = ModelPath(input, reading)
    let graph = try source.load()
    let target = ModelPath(output)
    try target.checkWritable()
    try target.save(graph, from: source)
    file = output
    model = try ModelInspection.record(of: try target.load(), file: target.url)
  }

  package func text(in language: Language, width: Int) -> String {
    let count = Figure.fixed(Double(model.operatorCount), 0)
    return language == .ja
      ? "  \(file) を書きました（\(Figure.bytes(model.fileBytes))、演算子 \(count)）。"
      : "  Wrote \(file) (\(Figure.bytes(model.fileBytes)), \(count) operators)."
  }
}
