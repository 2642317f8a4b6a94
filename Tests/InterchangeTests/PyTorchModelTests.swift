import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

/// Models that someone else trained and exported, against the logits that their own framework computed.
@Suite("Models from PyTorch")
struct PyTorchModelTests {
  private static let names = ["lenet", "resnet8", "mobilenet"]
  private static let count = 4

  /// The first MNIST test images as the models want them: NCHW, `(pixel / 255 − 0.1307) / 0.3081`.
  private func images() throws -> Tensor? {
    guard let folder = SharedFiles.folder("data/mnist") else { return nil }
    let all = try IDXFile.read(folder.appending(path: "t10k-images-idx3-ubyte.gz"))
    let pixels = all.elements(as: UInt8.self).prefix(Self.count * 784)
    return try Tensor(pixels.map { (Float($0) / 255 - 0.1307) / 0.3081 }, shape: [Self.count, 1, 28, 28])
  }

  /// The largest difference of two lists.
  private func difference(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Float {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("read, evaluated by the plain references, they give PyTorch's logits", arguments: names)
  func logits(name: String) throws {
    guard let folder = SharedFiles.folder("models/pytorch"), let images = try images() else { return }
    let graph = try ModelFile.load(
      folder.appending(path: "\(name)_mnist.onnx"), binding: ModelBinding(batch: Self.count))
    #expect(graph.inputs.map { graph.type(of: $0).shape } == [[Self.count, 1, 28, 28]])
    let found = try graph.reference([images])[0]
    let expected = try NPYFile.read(folder.appending(path: "\(name)_mnist.logits1000.npy"))
    #expect(found.shape == [Self.count, 10])
    // Logits reach about 20; sums of some hundred float32 products in another order, through up to 17 layers.
    #expect(difference(found.floats, expected.floats) < 2e-4)
  }

  @Test("written and read again they compute the same bits under the same names", arguments: names)
  func roundTrip(name: String) throws {
    guard let folder = SharedFiles.folder("models/pytorch"), let images = try images() else { return }
    let source = folder.appending(path: "\(name)_mnist.onnx")
    let graph = try ModelFile.load(source, binding: ModelBinding(batch: Self.count))
    let bytes = try ModelFile.onnxBytes(of: graph)
    let again = try ModelFile.load(onnx: bytes, file: name)
    #expect(try again.reference([images]) == (try graph.reference([images])))
    #expect(again.inputs.map { again[$0].name } == graph.inputs.map { graph[$0].name })
    #expect(again.outputs.map { again[$0].name } == graph.outputs.map { graph[$0].name })
    #expect(again.multiplyAccumulates == graph.multiplyAccumulates)
    #expect(try ModelFile.onnxBytes(of: again) == bytes, "a second trip changes nothing")
    let original = try FileBytes.read(source, limit: 1 << 30).count
    #expect(bytes.count <= original, "\(bytes.count) bytes, PyTorch wrote \(original)")
  }
}
