import Charts
import Compression
import Formats
import Foundation
import Manifests
package import Reports
import Tensors

/// Reads a model into the graph and writes it out again.
package struct ConvertModel: Answer {
  package let file: String
  package let model: ModelRecord

  package init(_ input: String, to output: String) throws {
    let graph = try ModelPath(input).load()
    let target = ModelPath(output)
    try target.checkWritable()
    try target.save(graph)
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

/// Whether a file is what its name says: a model that runs, an array, a recipe.
package struct ValidateFile: Answer {
  package let file: String
  /// `model`, `array` or `recipe`.
  package let kind: String
  package let detail: String

  /// - Throws: what is wrong with the file.
  package init(_ path: String) throws {
    file = path
    let url = URL(filePath: path)
    try FileAccess.size(of: url)
    switch url.pathExtension.lowercased() {
    case "onnx":
      let found = try InspectModel(path)
      (kind, detail) = ("model", (found.inputs + found.outputs).map { "\($0.name) \($0.type)" }.joined(separator: ", "))
    case "npy": (kind, detail) = ("array", try Self.arrayType(url))
    case "yml", "yaml":
      (kind, detail) = ("recipe", try Self.stages(path))
    default: throw WorkbenchError.unknownFormat(path: path, known: [".onnx", ".npy", ".yml"])
    }
  }

  /// The steps of a recipe, for compression or for training, whichever its first key belongs to.
  private static func stages(_ path: String) throws -> String {
    do {
      return try Manifest.decode(Recipe.self, at: path).stages.map { type(of: $0).key }.joined(separator: ", ")
    } catch {
      guard case .mismatch(_, _, _, .knownKey(let key, _, _)) = error, TrainingRecipe.keys.contains(key) else {
        throw error
      }
      let recipe: TrainingRecipe = try Manifest.decode(at: path)
      return "train \(recipe.model.rawValue)"
    }
  }

  private static func arrayType(_ url: URL) throws -> String {
    do { return "\(try NPYFile.read(url).type)" } catch {
      throw FileFailure(file: url.relativePath, fullPath: url.path, cause: error)
    }
  }

  package func text(in language: Language, width: Int) -> String {
    language == .ja ? "  \(file)：問題ありません（\(detail)）。" : "  \(file): fine (\(detail))."
  }
}
