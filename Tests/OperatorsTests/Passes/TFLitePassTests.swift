import Graphs
import Operators
import Tensors
import Testing

@Suite("Passes before a TFLite file")
struct TFLitePassTests {
  @Test("the error function as products, quotients and one exponential")
  func erf() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([3203]))
    graph.outputs = [try graph.apply(Erf(), x, name: "y")]
    let expanded = try ErfExpansion()(graph)
    #expect(!expanded.nodes.contains { $0.op is Erf })
    #expect(expanded.outputs.map { expanded[$0].name } == ["y"])
    let points = (-1600...1600).map { Float($0) / 200 } + [.infinity, -.infinity]
    let argument = Tensor(points)
    let (found, expected) = (try expanded.reference([argument])[0], try graph.reference([argument])[0])
    // 1.5·10⁻⁷ of the formula, and as much again of some twenty roundings of numbers around 1.
    for (a, b) in zip(found.floats, expected.floats) { #expect(abs(a - b) <= 5e-7) }
  }

  @Test("unsigned codes become signed codes of the same reals; what the graph takes and gives keeps its type")
  func signedCodes() throws {
    let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 100)
    let codes = TensorType(.uint8, [256], quantization: parameters)
    var graph = Graph()
    let taken = graph.input("taken", codes)
    let x = graph.input("x", .float32([256]))
    let made = try graph.apply(QuantizeLinear(.uint8, parameters), x, name: "made")
    let sum = try graph.apply(
      Add(), graph.apply(DequantizeLinear(), taken), graph.apply(DequantizeLinear(), made), name: "sum")
    graph.outputs = [sum, made]
    let signed = try SignedCodes.applied(to: graph)
    try signed.verify()
    #expect(signed.inputs.map { signed.type(of: $0) } == [codes, .float32([256])])
    #expect(signed.outputs.map { signed.type(of: $0) } == [.float32([256]), codes])
    #expect(signed.outputs.map { signed[$0].name } == ["sum", "made"])
    for node in signed.nodes where node.op is DequantizeLinear {
      let type = node.inputs[0].map { signed.type(of: $0) }
      #expect(type?.element == .int8 && type?.quantization?.zeroPoint == -28)
    }
    let every = Tensor((0...255).map { UInt8($0) }).retyped(codes)
    let arguments = [every, Tensor.random([256], from: -20, to: 20, seed: 1)]
    #expect(try signed.reference(arguments) == (try graph.reference(arguments)))
  }

  @Test("weights of a product are stored by output")
  func rows() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 3, 5]))
    let w = graph.constant(Tensor.random([5, 4], seed: 1), name: "w")
    graph.outputs = [try graph.apply(Gemm(), x, w, name: "y")]
    let turned = try RowWeights()(graph)
    #expect(turned.nodes.map { $0.op as? Gemm } == [Gemm(transposeB: true)])
    #expect(turned.constants.map { turned.type(of: $0).shape } == [[4, 5]])
    let argument = Tensor.random([2, 3, 5], seed: 2)
    #expect(try turned.reference([argument]) == (try graph.reference([argument])))
  }
}
