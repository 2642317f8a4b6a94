import Formats
import Foundation
import Graphs
import Tensors
import Testing

@Suite("ONNX: bytes → graph → bytes")
struct ONNXRoundTripTests {
  private func graph() throws -> ForeignGraph {
    var graph = ForeignGraph()
    graph.name = "trip"
    graph.producer = "test"
    graph.operatorSets = ["": 17, "com.example": 1]
    graph.inputs = [ForeignValue(name: "x", element: .float32, extents: [.open("N"), .fixed(3)])]
    graph.outputs = [ForeignValue(name: "y", element: .float32, extents: [.open(""), .fixed(3)])]
    graph.metadata = ["b": "2", "a": "1"]
    graph.constants = [
      "w": try Tensor([Float(1), 2, 3], shape: [3]), "codes": try Tensor([Int8(-1), 2], shape: [2, 1]),
      "scalar": try Tensor([Int64(-7)], shape: .scalar), "empty": try Tensor([Float](), shape: [0]),
      "flags": Tensor([true, false]), "doubles": Tensor([0.1]),
    ]
    graph.nodes = [
      ForeignNode(
        name: "n", kind: "Thing", inputs: ["x", "", "w"], outputs: ["t", ""],
        attributes: [
          "i": .int(-3), "f": .float(0.5), "s": .string("日本"), "is": .ints([1, -2]), "fs": .floats([1, 2]),
          "ss": .strings(["a", ""]), "t": .tensor(Tensor([Float(9)])),
        ]),
      ForeignNode(name: "m", domain: "com.example", kind: "Other", version: 1, inputs: ["t"], outputs: ["y"]),
    ]
    return graph
  }

  @Test("everything that is written is read back")
  func roundTrip() throws {
    let graph = try graph()
    let read = try ONNXFile.read(ONNXFile.bytes(of: graph), file: "trip")
    #expect(read.name == graph.name && read.producer == graph.producer)
    #expect(read.operatorSets == graph.operatorSets && read.metadata == graph.metadata)
    #expect(read.inputs == graph.inputs && read.outputs == graph.outputs)
    #expect(read.constants == graph.constants)
    #expect(read.nodes.count == 2)
    for (a, b) in zip(read.nodes, graph.nodes) {
      #expect(a.name == b.name && a.domain == b.domain && a.kind == b.kind && a.version == b.version)
      #expect(a.inputs == b.inputs && a.outputs == b.outputs && a.attributes == b.attributes)
    }
  }

  @Test("equal graphs give equal bytes, and bytes come back as the same bytes")
  func deterministic() throws {
    let bytes = try ONNXFile.bytes(of: graph())
    #expect(try ONNXFile.bytes(of: graph()) == bytes)
    #expect(try ONNXFile.bytes(of: ONNXFile.read(bytes, file: "trip")) == bytes)
  }

  @Test("writing replaces the file in one step and leaves nothing beside it")
  func replacing() throws {
    let folder = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "model.onnx")
    try ONNXFile.write(graph(), to: url)
    try ONNXFile.write(graph(), to: url)
    #expect(try ONNXFile.read(url).name == "trip")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.onnx"])
    #expect(throws: FormatError.self) { try ONNXFile.write(graph(), to: folder.appending(path: "none/model.onnx")) }
    #expect(throws: FormatError.self) { try ONNXFile.read(folder) }
    #expect(throws: FormatError.self) { try ONNXFile.read(folder.appending(path: "none.onnx")) }
  }

  /// Parameters as PyTorch counts them; batch normalization was folded into two of the files when they were exported.
  @Test("files that PyTorch wrote", arguments: [("lenet", 431_080), ("resnet8", nil), ("mobilenet", nil)])
  func pytorch(name: String, parameters: Int?) throws {
    guard let folder = SharedFiles.folder("models/pytorch") else { return }
    let graph = try ONNXFile.read(folder.appending(path: "\(name)_mnist.onnx"))
    #expect(graph.inputs.count == 1 && graph.outputs.count == 1)
    #expect(graph.inputs[0].extents.dropFirst() == [.fixed(1), .fixed(28), .fixed(28)])
    let count = graph.constants.values.filter { $0.element == .float32 && $0.count > 1 }.reduce(0) { $0 + $1.count }
    if let parameters { #expect(count == parameters) }
    let again = try ONNXFile.read(ONNXFile.bytes(of: graph), file: name)
    #expect(again.constants == graph.constants && again.nodes.count == graph.nodes.count)
  }
}

/// The folder of files made by others, which tests use when it is there: `KEIRYO_DATA`, by default `shared` beside the
/// checkout.
enum SharedFiles {
  static func folder(_ path: String) -> URL? {
    let root =
      ProcessInfo.processInfo.environment["KEIRYO_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardized
    let folder = root.appending(path: path)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("skipped: \(folder.path) is not there; set KEIRYO_DATA to the folder that holds \(path)")
      return nil
    }
    return folder
  }
}
