import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors
import Testing

@Suite("Graph → file → graph")
struct GraphExportTests {
  /// Convolution, addition of a branch and ReLU on an NHWC image.
  private func residual(quantized: Bool = false) throws -> Graph {
    var graph = Graph(name: "residual")
    let x = graph.input("image", .float32([2, 6, 5, 3]))
    var trunk = x
    let weights = Tensor.random([3, 3, 3, 3], seed: 11)
    var w = graph.constant(weights, name: "conv.weight")
    if quantized {
      let eighth = QuantizationParameters(scale: 0.03125, zeroPoint: 3)
      trunk = try graph.apply(DequantizeLinear(), graph.apply(QuantizeLinear(.int8, eighth), x, name: "q"), name: "dq")
      let scales = QuantizationParameters(symmetric: [0.01, 0.02, 0.015], axis: 0)
      w = try graph.apply(
        DequantizeLinear(), graph.constant(weights.quantized(to: .int8, scales), name: "conv.codes"), name: "conv.reals"
      )
    }
    let b = graph.constant(Tensor.random([3], seed: 12), name: "conv.bias")
    let window = Window(padding: Padding(1))
    let y = try graph.apply(Conv(window), trunk, w, b, name: "conv")
    let sum = try graph.apply(Add(), y, x, name: "sum")
    graph.outputs = [try graph.apply(Relu(), sum, name: "result")]
    return graph
  }

  @Test("inputs and outputs keep name, type and shape; the result keeps every bit", arguments: [false, true])
  func roundTrip(quantized: Bool) throws {
    let graph = try residual(quantized: quantized)
    let x = Tensor.random([2, 6, 5, 3], seed: 13)
    let bytes = try ModelFile.onnxBytes(of: graph)
    let again = try ModelFile.load(onnx: bytes, file: "residual")
    #expect(again.inputs.map { again[$0].name } == ["image"])
    #expect(again.outputs.map { again[$0].name } == ["result"])
    #expect(again.inputs.map { again.type(of: $0) } == [.float32([2, 6, 5, 3])])
    #expect(again.outputs.map { again.type(of: $0) } == [.float32([2, 6, 5, 3])])
    #expect(try again.reference([x]) == (try graph.reference([x])))
    #expect(again.nodes.contains { $0.name == "conv" })
    #expect(try ModelFile.onnxBytes(of: graph) == bytes)
  }

  @Test("the file holds each weight once, in the order ONNX wants")
  func weights() throws {
    let foreign = try ModelFile.foreignGraph(from: residual())
    #expect(foreign.constants.keys.sorted() == ["conv.bias", "conv.weight"])
    #expect(foreign.nodes.map(\.kind) == ["Transpose", "Conv", "Add", "Relu", "Transpose"])
    #expect(foreign.nodes.last?.outputs == ["result"])
    #expect(Set(foreign.nodes.map(\.name)).count == foreign.nodes.count, "ONNX Runtime wants each name once")
  }

  @Test("quantized weights are stored as codes of one byte")
  func codes() throws {
    let foreign = try ModelFile.foreignGraph(from: residual(quantized: true))
    #expect(foreign.constants["conv.codes"]?.element == .int8)
    #expect(foreign.constants.values.filter { $0.element == .float32 }.allSatisfy { $0.count <= 3 })
  }

  @Test("an output named like an inner value keeps its name")
  func clashes() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2]))
    let a = try graph.apply(Relu(), x, name: "y")
    let b = try graph.apply(Relu(), a, name: "z")
    graph.rename(b, "y")
    graph.outputs = [b, x, b]
    let foreign = try ModelFile.foreignGraph(from: graph)
    #expect(foreign.outputs.first?.name == "y")
    #expect(Set(foreign.outputs.map(\.name)).count == 3)
    let again = try ModelFile.graph(from: foreign)
    #expect(try again.reference([Tensor([Float(-1), 2])]).map(\.floats) == [[0, 2], [-1, 2], [0, 2]])
  }

  @Test("an operator that ONNX does not have is written as its pieces")
  func decomposition() throws {
    var graph = Graph()
    let a = graph.input("a", .float32([4, 3]))
    let b = graph.input("b", .float32([4, 3]))
    graph.outputs = [try graph.apply(MeanSquaredError(), a, b, name: "loss")]
    let again = try ModelFile.graph(from: ModelFile.foreignGraph(from: graph))
    let (x, y) = (Tensor.random([4, 3], seed: 1), Tensor.random([4, 3], seed: 2))
    let (found, expected) = (try again.reference([x, y])[0], try graph.reference([x, y])[0])
    #expect(found.shape == expected.shape)
    // Twelve terms in another order.
    #expect(abs(found.floats[0] - expected.floats[0]) < 1e-6)
  }

  @Test("what cannot be written says so")
  func refusals() throws {
    var fused = Graph()
    let x = fused.input("x", .float32([2]))
    fused.outputs = [try fused.apply(Add(), x, x, epilogue: Epilogue(clamp: 0...6))]
    #expect(throws: InterchangeError.self) { try ModelFile.foreignGraph(from: fused) }
    var unnamed = Graph()
    unnamed.outputs = [try unnamed.apply(Relu(), unnamed.input("", .float32([1])))]
    #expect(throws: InterchangeError.self) { try ModelFile.foreignGraph(from: unnamed) }
    #expect(throws: InterchangeError.self) { try ModelFile.foreignGraph(from: Graph()) }
  }

  @Test("saved and loaded by file")
  func files() throws {
    let url = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    let graph = try residual()
    try ModelFile.save(graph, to: url)
    let x = Tensor.random([2, 6, 5, 3], seed: 5)
    #expect(try ModelFile.load(url).reference([x]) == (try graph.reference([x])))
    #expect(throws: InterchangeError.self) { try ModelFile.save(graph, to: URL(filePath: "/nowhere/else/model.onnx")) }
  }

  @Test("a model that flattens an image before a dense layer is written without a transpose of its own")
  func flattenedImage() throws {
    let graph = try FusionPipeline.simplified(Model.leNet.graph(seed: 1))
    let foreign = try ModelFile.foreignGraph(from: graph)
    // One, at the border: the model takes NHWC.
    #expect(foreign.nodes.filter { $0.kind == "Transpose" }.count <= 1)
    let read = try ModelFile.graph(from: foreign)
    let arguments = [Tensor.random(Model.leNet.input, from: 0, to: 1, seed: 2)]
    let (expected, found) = (try graph.reference(arguments)[0].floats, try read.reference(arguments)[0].floats)
    // The dense layer adds 800 products in another order.
    for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 1e-4) }
  }
}
