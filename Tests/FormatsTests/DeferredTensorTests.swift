import Formats
import Foundation
import Graphs
import Tensors
import Testing

/// Large tensors that stay in the file.
@Suite("Deferred tensors of ONNX files")
struct DeferredTensorTests {
  private let large = Tensor.random([64, 512], seed: 3)
  private let small = Tensor.random([5], seed: 4)

  private func withFile(_ body: (URL) throws -> Void) throws {
    let folder = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var graph = ForeignGraph()
    graph.name = "weights"
    graph.operatorSets = ["": ForeignNode.exportVersion]
    graph.constants = ["large": large, "small": small]
    graph.outputs = [ForeignValue(name: "large", element: .float32, extents: [.fixed(64), .fixed(512)])]
    let url = folder.appending(path: "model.onnx")
    try ONNXFile.write(graph, to: url)
    try body(url)
  }

  @Test("They hold what the file holds, and only the large ones wait")
  func same() throws {
    try withFile { url in
      let held = try ONNXFile.read(url).constants
      let deferred = try ONNXFile.read(url, defersWeights: true).constants
      #expect(held == ["large": large, "small": small] && deferred == held)
      #expect(deferred["large"]?.isDeferred == true && deferred["small"]?.isDeferred == false)
      #expect(held["large"]?.isDeferred == false)
    }
  }

  @Test("Another file put in the place of theirs does not disturb them")
  func replaced() throws {
    try withFile { url in
      let tensor = try #require(try ONNXFile.read(url, defersWeights: true).constants["large"])
      try FileBytes.replace(url, with: [1, 2, 3])
      #expect(tensor == large && tensor.isWhole)
    }
  }

  @Test("A file written over is noticed, cut off or not", arguments: [true, false])
  func overwritten(cutsOff: Bool) throws {
    try withFile { url in
      let tensor = try #require(try ONNXFile.read(url, defersWeights: true).constants["large"])
      let handle = try FileHandle(forWritingTo: url)
      if cutsOff { try handle.truncate(atOffset: 100) } else { try handle.write(contentsOf: Data([9])) }
      try handle.close()
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: url.path)
      _ = tensor.storage
      #expect(!tensor.isWhole)
    }
  }
}
