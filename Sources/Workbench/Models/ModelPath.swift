import Foundation
import Graphs
import Interchange
import Tensors

/// What a person says about how a model file is read.
package struct ReadingChoices: Sendable {
  /// Numbers for open extents, by the name that the file gives them.
  package var extents: [String: Int] = [:]
  /// Whether weights may lie in other files below the model's folder.
  package var readsExternalData = false
  /// How operators on codes compute; nil: as the engine does that the file's format belongs to.
  package var arithmetic: ArithmeticName?

  package init() {}
}

/// A model file as a person names it on the command line.
struct ModelPath {
  static let readable = [".onnx", ".tflite"]

  let url: URL
  private let choices: ReadingChoices

  init(_ path: String, _ choices: ReadingChoices = ReadingChoices()) {
    url = URL(filePath: path)
    self.choices = choices
  }

  /// What settles the open extents and inputs of the model.
  func binding(inputs: [String: Tensor] = [:]) -> ModelBinding {
    ModelBinding(extents: choices.extents, inputs: inputs, arithmetic: choices.arithmetic?.arithmetic)
  }

  /// The model as its file states it, to be bound several times. Every error names the file.
  /// - Parameter onlyToRun: large weights stay in the file until a plan packs them.
  func read(onlyToRun: Bool = true) throws -> ForeignGraph {
    try FileAccess.size(of: url)
    do {
      return try ModelFile.read(url, defersWeights: onlyToRun, readsExternalData: choices.readsExternalData)
    } catch { throw failure(error) }
  }

  /// The model at batch 1. Every error names the file.
  /// - Parameter onlyToRun: as for ``read(onlyToRun:)``.
  func load(onlyToRun: Bool = false) throws -> Graph {
    let source = try read(onlyToRun: onlyToRun)
    do { return try ModelFile.graph(from: source, binding: binding()) } catch { throw failure(error) }
  }

  /// The error with this file's name.
  func failure(_ error: any Error) -> FileFailure {
    FileFailure(file: url.relativePath, fullPath: url.path, cause: error)
  }

  /// - Throws: ``WorkbenchError`` before any work is done when the file cannot be written.
  func checkWritable() throws(WorkbenchError) {
    guard Self.readable.contains(where: url.path.lowercased().hasSuffix) else {
      throw .unknownFormat(path: url.relativePath, known: Self.readable)
    }
    try FileAccess.checkWritable(url)
  }

  /// - Parameter origin: the file the graph comes from; one of the same format keeps what is peculiar to it.
  func save(_ graph: Graph, from origin: ModelPath? = nil) throws {
    let format = origin.flatMap { try? ModelFormat(of: $0.url) }
    do { try ModelFile.save(graph, to: url, origin: format) } catch { throw failure(error) }
  }
}

/// An error with the file it is about.
package struct FileFailure: Spoken {
  /// As it was named on the command line.
  package let file: String
  package let fullPath: String
  package let cause: any Error

  package init(file: String, fullPath: String, cause: any Error) {
    self.file = file
    self.fullPath = fullPath
    self.cause = cause
  }

  package var sentence: Sentence { Sentence(for: cause).about(file, fullPath: fullPath) }
}
