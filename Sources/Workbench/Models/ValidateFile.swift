import Compression
import EdgeRuntime
import Foundation
import Graphs
import Manifests
package import Reports
import Tensors

/// Whether a file is what its name says: a model that runs, an array, a recipe.
package struct ValidateFile: Answer {
  package let file: String
  /// `model`, `array` or `recipe`.
  package let kind: String
  package let detail: String

  /// - Throws: what is wrong with the file.
  package init(_ path: String, reading: ReadingChoices = ReadingChoices()) throws {
    file = path
    let url = URL(filePath: path)
    try FileAccess.size(of: url)
    switch url.pathExtension.lowercased() {
    case "onnx", "tflite", "lite": (kind, detail) = ("model", try Self.interface(ModelPath(path, reading)))
    case "npy", "pb": (kind, detail) = ("array", "\(try ArrayFile.read(url).type)")
    case "yml", "yaml":
      (kind, detail) = ("recipe", try Self.stages(path))
    default: throw WorkbenchError.unknownFormat(path: path, known: [".onnx", ".tflite", ".npy", ".pb", ".yml"])
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
      return recipe.model.map { "train \($0.rawValue)" } ?? "train"
    }
  }

  /// Inputs and outputs of a model that a plan could be made of.
  private static func interface(_ file: ModelPath) throws -> String {
    let graph = try file.load(onlyToRun: true)
    do { _ = try ExecutionPlan(graph) } catch { throw file.failure(error) }
    func list(_ ids: [ValueID]) -> String {
      ids.map { "\(graph[$0].name) \(graph.type(of: $0))" }.joined(separator: ", ")
    }
    return "\(list(graph.inputs)) → \(list(graph.outputs))"
  }

  package func text(in language: Language, width: Int) -> String {
    language == .ja ? "  \(file)：問題ありません（\(detail)）。" : "  \(file): fine (\(detail))."
  }
}
