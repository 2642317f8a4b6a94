import Foundation
import Graphs
import Interchange

/// A model file as a person names it on the command line.
struct ModelPath {
  static let readable = [".onnx"]

  let url: URL

  init(_ path: String) { url = URL(filePath: path) }

  /// Reads the model at batch 1; every error names the file.
  func load() throws -> Graph {
    try FileAccess.size(of: url)
    do { return try ModelFile.load(url) } catch { throw FileFailure(file: url.relativePath, cause: error) }
  }

  /// - Throws: ``WorkbenchError`` before any work is done when the file cannot be written.
  func checkWritable() throws(WorkbenchError) {
    guard Self.readable.contains(where: url.path.lowercased().hasSuffix) else {
      throw .unknownFormat(path: url.relativePath, known: Self.readable)
    }
    try FileAccess.checkWritable(url)
  }

  func save(_ graph: Graph) throws {
    do { try ModelFile.save(graph, to: url) } catch { throw FileFailure(file: url.relativePath, cause: error) }
  }
}

/// An error with the file it is about.
struct FileFailure: Spoken {
  let file: String
  let cause: any Error

  var sentence: Sentence { Sentence(for: cause).about(file) }
}
