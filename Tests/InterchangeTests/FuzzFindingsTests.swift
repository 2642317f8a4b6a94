import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

/// What the fuzzer of Tests/FuzzModels has found stays found.
@Suite("Files that once broke a reader")
struct FuzzFindingsTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "FuzzModels/Findings")

  static let files: [URL] =
    ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
    .filter { ["onnx", "tflite"].contains($0.pathExtension) }.sorted { $0.path < $1.path }

  @Test("each is refused, or gives a graph that verifies and can be evaluated", arguments: files)
  func finding(_ file: URL) throws {
    guard let graph = try? ModelFile.load(file) else { return }
    try graph.verify()
    _ = try? graph.reference(graph.inputs.map { Tensor(zeros: graph.type(of: $0)) })
  }
}
