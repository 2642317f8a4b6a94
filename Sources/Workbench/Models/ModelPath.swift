import Foundation
import Graphs
import Interchange

/// A model file as a person names it on the command line.
struct ModelPath {
  static let readable = [".onnx"]

  let url: URL

  init(_ path: String) { url = URL(filePath: path) }

  /// How operators on codes compute: as the file's own engine does.
  var arithmetic: QuantizedArithmetic { (try? ModelFormat(of: url)) == .tflite ? .litertReference : .onnx }

  /// The model as its file states it, to be bound several times; large weights stay in the file. Every error names it.
  func read() throws -> ForeignGraph {
    try FileAccess.size(of: url)
    do { return try ModelFile.read(url, defersWeights: true) } catch { throw failure(error) }
  }

  /// Reads the model at batch 1; every error names the file.
  /// - Parameter onlyToRun: large weights stay in the file until a plan packs them.
  func load(onlyToRun: Bool = false) throws -> Graph {
    try FileAccess.size(of: url)
    do { return try ModelFile.load(url, defersWeights: onlyToRun) } catch { throw failure(error) }
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

  func save(_ graph: Graph) throws {
    do { try ModelFile.save(graph, to: url) } catch { throw failure(error) }
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
