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

  @Test("each is refused, or gives a graph that verifies and whose results have its types", arguments: files)
  func finding(_ file: URL) throws {
    let graph: Graph
    do throws(InterchangeError) { graph = try ModelFile.load(file) } catch { return }
    #expect(throws: Never.self) { try graph.verify() }
    guard let results = try? graph.reference(graph.inputs.map { Tensor(zeros: graph.type(of: $0)) }) else { return }
    #expect(results.map(\.type) == graph.outputs.map(graph.type(of:)))
  }
}
