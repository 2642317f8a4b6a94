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

  @Test("single nodes of every kind with odd attributes and operands throw or can be evaluated")
  func nodes() throws {
    var source = RandomSource(seed: 99)
    let kinds = OperatorRegistry.all.flatMap { ($0 as? any ONNXReadable.Type)?.onnxNames ?? [] }
    var accepted = 0
    for round in 0..<8_000 {
      let graph = oddNode(kinds[round % kinds.count], &source)
      guard let made = try? ModelFile.graph(from: graph) else { continue }
      try made.verify()
      try runIfSmall(made)
      accepted += 1
    }
    #expect(accepted > 200, "\(accepted) of 8,000, seed 99")
  }

  /// One node on an image, with up to three constant operands and up to four attributes, each plausible or odd.
  private func oddNode(_ kind: String, _ source: inout RandomSource) -> ForeignGraph {
    func pick<Element>(_ list: [Element]) -> Element { list[source.integer(below: list.count)] }
    let numbers = [-1, 0, 1, 1, 1, 2, 2, 3, 4, 5, -3, 1 << 33, Int.min, Int.max]
    let names = [
      "kernel_shape", "strides", "pads", "dilations", "axes", "axis", "perm", "group", "ceil_mode", "keepdims", "alpha",
      "beta", "transA", "transB", "epsilon", "min", "max", "starts", "ends", "value", "auto_pad", "mode",
    ]
    let shapes: [Shape] = [
      [], [0], [1], [2], [4], [2, 3], [6, 4], [4, 4, 3, 3], [4, 1, 3, 3], [1, 4, 1, 1], [3, 2, 1],
    ]
    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    let extents: [[Int]] = [[1, 4, 6, 5], [2, 6], [3], [1, 4, 1, 1], [0, 2], []]
    graph.inputs = [
      ForeignValue(
        name: "x", element: pick([.float32, .float32, .int64, .int8]), extents: pick(extents).map { .fixed($0) })
    ]
    graph.outputs = [ForeignValue(name: "y", element: .float32, extents: [])]
    var node = ForeignNode(name: "n", kind: kind, version: pick([7, 9, 11, 13, 17, 21]), inputs: ["x"], outputs: ["y"])
    for index in 0..<source.integer(below: 5) {
      let name = "c\(index)"
      let shape = pick(shapes)
      switch source.integer(below: 4) {
      case 0: graph.constants[name] = Tensor((0..<source.integer(below: 5)).map { _ in Int64(pick(numbers)) })
      case 1: graph.constants[name] = Tensor(zeros: TensorType(pick([.int8, .uint8, .bool, .float16]), shape))
      default: graph.constants[name] = .random(shape, seed: source.next())
      }
      node.inputs.append(source.integer(below: 8) == 0 ? "" : name)
    }
    for _ in 0..<source.integer(below: 5) {
      let count = source.integer(below: 5)
      let list = (0..<count).map { _ in pick(numbers) }
      node.attributes[pick(names)] = pick([
        .int(pick(numbers)), .ints(list), .ints([pick(numbers), pick(numbers)]),
        .float(pick([0, 1, -1, .nan, .infinity])),
        .string(pick(["SAME_UPPER", "SAME_LOWER", "VALID", "reflect", "constant", ""])), .floats([1, 2]),
      ])
    }
    graph.nodes = [node]
    return graph
  }

  /// Evaluates an accepted graph by the plain references: type inference has to have refused what they cannot take.
  private func runIfSmall(_ graph: Graph) throws {
    let types = graph.nodes.flatMap(\.outputs).map(graph.type(of:))
    guard graph.multiplyAccumulates < 100_000, types.allSatisfy({ $0.shape.count < 10_000 }) else { return }
    _ = try? graph.reference(graph.inputs.map { Tensor(zeros: graph.type(of: $0)) })
  }
}
