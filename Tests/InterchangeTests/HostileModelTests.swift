import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors
import Testing

/// Mutated models through the whole way from bytes to a verified graph. A trap ends the test process.
@Suite("Hostile models")
struct HostileModelTests {
  private func model() throws -> [UInt8] {
    var graph = Graph(name: "seed")
    let x = graph.input("x", .float32([1, 6, 6, 2]))
    let w = graph.constant(Tensor.random([3, 3, 3, 2], seed: 1), name: "w")
    let parameters = QuantizationParameters(scale: 0.05)
    let q = try graph.apply(QuantizeLinear(.int8, parameters), x)
    let conv = try graph.apply(
      Conv(Window(padding: Padding(1))), graph.apply(DequantizeLinear(), q), w)
    let flat = try graph.apply(Flatten(axis: 1), graph.apply(Relu(), conv))
    let dense = graph.constant(Tensor.random([4, 108], seed: 2), name: "dense")
    graph.outputs = [try graph.apply(Softmax(axis: 1), graph.apply(Gemm(transposeB: true), flat, dense), name: "y")]
    return try ModelFile.onnxBytes(of: graph)
  }

  @Test("changed bytes throw or give a graph that verifies")
  func bytes() throws {
    let seed = try model()
    var source = RandomSource(seed: 4_711)
    var read = 0
    for _ in 0..<4_000 {
      var bytes = seed
      for _ in 0...source.integer(below: 3) {
        bytes[source.integer(below: bytes.count)] = UInt8(source.integer(below: 256))
      }
      guard let graph = try? ModelFile.load(onnx: bytes, file: "mutated") else { continue }
      try graph.verify()
      read += 1
    }
    // Most changed bytes fall into weights, where every value is a value.
    #expect(read > 200, "seed 4711")
  }

  @Test("changed attributes, inputs and constants throw or give a graph that verifies")
  func fields() throws {
    let seed = try ONNXFile.read(model(), file: "seed")
    var source = RandomSource(seed: 815)
    let odd = [Int.min, -1000, -2, -1, 0, 1, 2, 3, 7, 1 << 31, 1 << 40, Int.max]
    let tensors: [Tensor] = [
      Tensor([Float.nan]), Tensor([Int64.min, Int64.max]), Tensor(zeros: .float32([0])), Tensor([true]),
      Tensor(zeros: TensorType(.int4, [3])), Tensor(zeros: .float32([1, 1, 1, 1, 1, 1, 1, 1])), Tensor([UInt8(200)]),
      Tensor([Double(1)]), Tensor(zeros: TensorType(.float16, [2, 2])),
    ]
    var accepted = 0
    for _ in 0..<4_000 {
      var graph = seed
      let node = source.integer(below: graph.nodes.count)
      let some = { odd[source.integer(below: odd.count)] }
      switch source.integer(below: 6) {
      case 0:
        guard let name = graph.nodes[node].attributes.keys.sorted().first else { continue }
        graph.nodes[node].attributes[name] = .int(some())
      case 1:
        guard let name = graph.nodes[node].attributes.keys.sorted().last else { continue }
        graph.nodes[node].attributes[name] = .ints((0..<source.integer(below: 6)).map { _ in some() })
      case 2: graph.nodes[node].attributes[["axis", "group", "alpha", "perm"][source.integer(below: 4)]] = .int(some())
      case 3:
        guard let name = graph.constants.keys.sorted().randomElement(using: &source) else { continue }
        graph.constants[name] = tensors[source.integer(below: tensors.count)]
      case 4:
        let names = (graph.nodes[node].inputs + ["x", "w", ""]).sorted()
        graph.nodes[node].inputs = (0..<source.integer(below: 5)).map { _ in names[source.integer(below: names.count)] }
      default:
        let kinds = [
          "Conv", "Gemm", "MatMul", "Add", "Reshape", "Flatten", "Transpose", "Concat", "MaxPool", "AveragePool",
          "Softmax",
          "Clip", "Pad", "Slice", "ReduceMean", "BatchNormalization", "QuantizeLinear", "DequantizeLinear", "Squeeze",
          "GlobalAveragePool",
        ]
        graph.nodes[node].kind = kinds[source.integer(below: kinds.count)]
      }
      guard let made = try? ModelFile.graph(from: graph) else { continue }
      try made.verify()
      try runIfSmall(made)
      accepted += 1
    }
    // Neither everything nor nothing: the mutations reach both sides. Seed 815.
    #expect((100...3_900).contains(accepted), "\(accepted) of 4,000")
  }

  /// Evaluates an accepted graph by the plain references: type inference has to have refused what they cannot take.
  private func runIfSmall(_ graph: Graph) throws {
    let types = graph.nodes.flatMap(\.outputs).map(graph.type(of:))
    guard graph.multiplyAccumulates < 100_000, types.allSatisfy({ $0.shape.count < 10_000 }) else { return }
    _ = try? graph.reference(graph.inputs.map { Tensor(zeros: graph.type(of: $0)) })
  }
}
