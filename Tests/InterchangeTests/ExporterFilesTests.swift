import EdgeRuntime
import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

/// Files as the exporters of `keiryo convert --help` write them, against what the frameworks themselves computed. The
/// scripts beside the files made them.
@Suite("Files from the exporters people use")
struct ExporterFilesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Exporters")

  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    let vectors: String
    var expected: String?
    var testDescription: String { name }
  }

  /// PyTorch's exporter, Keras 3 (both formats), tf2onnx and TensorFlow's converter.
  static let files = [
    File(name: "pytorch-convolutional.onnx", vectors: "pytorch-convolutional"),
    File(name: "pytorch-recurrent.onnx", vectors: "pytorch-recurrent"),
    File(name: "pytorch-encoder.onnx", vectors: "pytorch-encoder"),
    File(name: "keras-convolutional.onnx", vectors: "keras-convolutional"),
    File(name: "keras-convolutional.tflite", vectors: "keras-convolutional"),
    File(name: "keras-attention.onnx", vectors: "keras-attention"),
    File(name: "keras-attention.tflite", vectors: "keras-attention"),
    File(name: "keras-recurrent.onnx", vectors: "keras-recurrent"),
    File(name: "tf2onnx-convolutional.onnx", vectors: "keras-convolutional"),
    File(name: "tf2onnx-attention.onnx", vectors: "keras-attention"),
    File(name: "tf2onnx-recurrent.onnx", vectors: "keras-recurrent"),
    File(
      name: "tensorflow-convolutional-int8.tflite", vectors: "keras-convolutional",
      expected: "tensorflow-convolutional-int8"),
  ]

  @Test("each loads and gives what its framework gave, in the runtime and after a round trip", arguments: files)
  func file(_ file: File) throws {
    func vector(_ name: String) throws -> Tensor { try NPYFile.read(Self.folder.appending(path: name + ".npy")) }
    let input = try vector(file.vectors + ".input")
    let expected = try vector((file.expected ?? file.vectors) + ".expected")
    let url = Self.folder.appending(path: file.name)
    let batch = input.shape[0]
    let graph = try ModelFile.load(url, binding: ModelBinding(batch: batch))
    try compare(try Session(ExecutionPlan(graph)).run([input])[0], expected, file)
    // What we write of it says the same.
    var again = try ModelFile.load(onnx: ModelFile.onnxBytes(of: graph), file: file.name)
    again.arithmetic = graph.arithmetic
    try compare(try Session(ExecutionPlan(again)).run([input])[0], expected, file)
    // TFLite has no recurrent operator of this form.
    guard !file.name.contains("recurrent") else { return }
    let bytes = try ModelFile.tfliteBytes(of: graph, origin: .tflite)
    var rewritten = try ModelFile.graph(from: TFLiteFile.read(bytes, file: file.name))
    rewritten.arithmetic = graph.arithmetic
    try compare(try Session(ExecutionPlan(rewritten)).run([input])[0], expected, file)
  }

  @Test(
    "a file of TFLite is written with the operators it has",
    arguments: ["keras-convolutional", "tensorflow-convolutional-int8"])
  func operators(name: String) throws {
    let original = try TFLiteFile.read(Self.folder.appending(path: name + ".tflite"))
    let again = try TFLiteFile.read(
      ModelFile.tfliteBytes(of: ModelFile.graph(from: original), origin: .tflite), file: name)
    // The shape that Keras computes is known when the file is read.
    let shapes: Set = ["SHAPE", "STRIDED_SLICE", "PACK"]
    #expect(again.nodes.map(\.kind) == original.nodes.map(\.kind).filter { !shapes.contains($0) })
    #expect(again.inputs.map(\.name) == original.inputs.map(\.name))
    #expect(again.outputs.map(\.name) == original.outputs.map(\.name))
  }

  private func compare(_ found: Tensor, _ expected: Tensor, _ file: File) throws {
    #expect(found.shape.count == expected.shape.count)
    let largest = expected.floats.map { abs($0) }.max() ?? 0
    let difference = zip(found.floats, expected.floats).map { abs($0 - $1) }.max() ?? .infinity
    // Codes are compared with the same arithmetic, to the bit. Float results are sums in another order and other
    // approximations of the same functions: 1e-5 of the range is some 80 units in the last place.
    #expect(difference <= (file.expected == nil ? 1e-5 * largest : 0), "\(difference) of \(largest)")
  }
}
