import Formats
import Graphs
import Interchange
import Operators
import Tensors
import Testing

/// Numbers in a file that are legal one by one and whose products and sums are no `Int` any more, and integers of the
/// second type that ONNX allows.
@Suite("Extreme models")
struct ExtremeModelTests {
  private func graph(
    _ kind: String, inputs: [[Int]], constants: [String: Tensor] = [:], _ attributes: [String: ForeignAttribute] = [:]
  ) -> ForeignGraph {
    var graph = ForeignGraph()
    graph.operatorSets = ["": 17]
    graph.inputs = inputs.enumerated().map { index, extents in
      ForeignValue(name: "x\(index)", element: .float32, extents: extents.map { .fixed($0) })
    }
    graph.constants = constants
    graph.outputs = [ForeignValue(name: "y", element: .float32, extents: [])]
    graph.nodes = [
      ForeignNode(
        name: "n", kind: kind, inputs: graph.inputs.map(\.name) + constants.keys.sorted(), outputs: ["y"],
        attributes: attributes)
    ]
    return graph
  }

  @Test("a shape with a zero in front is refused when the other extents multiply beyond every memory")
  func zeroInFront() {
    let large = Int(Int32.max)
    #expect(throws: TensorError.self) { try Shape(checking: [0, large, large, large]) }
    #expect(throws: Never.self) { try Shape(checking: [0, 3, 224, 224]) }
    #expect(throws: InterchangeError.self) {
      try ModelFile.graph(from: graph("Flatten", inputs: [[0, large, large, large]]))
    }
  }

  @Test("a result larger than any memory is refused, not measured with a number that overflowed")
  func result() {
    let large = Int(Int32.max)
    #expect(throws: InterchangeError.self) {
      try ModelFile.graph(from: graph("Add", inputs: [[large, 1], [1, large]]))
    }
  }

  @Test("window attributes that overflow are refused", arguments: ["strides", "dilations"])
  func window(_ name: String) {
    for mode in ["SAME_UPPER", "NOTSET"] {
      let pool = graph(
        "MaxPool", inputs: [[1, 1, 8, 8]],
        [
          "kernel_shape": .ints([3, 3]), name: .ints([Int.max, Int.max]), "auto_pad": .string(mode),
          "ceil_mode": .int(1),
        ])
      #expect(throws: InterchangeError.self) { try ModelFile.graph(from: pool) }
    }
    let padded = graph(
      "MaxPool", inputs: [[1, 1, 8, 8]],
      ["kernel_shape": .ints([3, 3]), "pads": .ints([Int.max, 0, Int.max, 0]), "ceil_mode": .int(1)])
    #expect(throws: InterchangeError.self) { try ModelFile.graph(from: padded) }
  }

  @Test("work beyond the largest number is reported as the largest number")
  func work() throws {
    let extent = 1 << 24
    let made = try ModelFile.graph(from: graph("Gemm", inputs: [[extent, extent], [extent, extent]]))
    // 2²⁴ · 2²⁴ · 2²⁴ = 2⁷².
    #expect(made.multiplyAccumulates == Int.max)
  }

  @Test("bounds of a slice may be int32; steps are read from them, too")
  func sliceOfInt32() throws {
    let constants = ["a": Tensor([Int32(1)]), "b": Tensor([Int32(3)]), "c": Tensor([Int32(0)])]
    let made = try ModelFile.graph(from: graph("Slice", inputs: [[4, 2]], constants: constants))
    let y = try made.reference([try Tensor([0, 1, 2, 3, 4, 5, 6, 7] as [Float], shape: [4, 2])])
    #expect(y[0].floats == [2, 3, 4, 5])
    let stepped = constants.merging(["d": Tensor([Int32(2)])]) { $1 }
    // Rows 1 and 3 would be the steps of two; the end is in front of the second.
    let one = try ModelFile.graph(from: graph("Slice", inputs: [[4, 2]], constants: stepped))
    let x = try Tensor([0, 1, 2, 3, 4, 5, 6, 7] as [Float], shape: [4, 2])
    #expect(try one.reference([x])[0].floats == [2, 3])
    let standing = constants.merging(["d": Tensor([Int32(0)])]) { $1 }
    #expect(throws: InterchangeError.self) {
      try ModelFile.graph(from: graph("Slice", inputs: [[4, 2]], constants: standing))
    }
  }

  /// Codes that a pooling node has already brought into NHWC, dequantized along with it.
  @Test("constant codes keep their axes when an image operator reads them first")
  func constantCodesInBothLayouts() throws {
    var source = ForeignGraph()
    source.operatorSets = ["": 17]
    source.constants = [
      "q": try Tensor((0..<8).map { Int8($0) }, shape: [1, 2, 2, 2]), "s": Tensor(repeating: 1, shape: .scalar),
    ]
    source.outputs = ["p", "y"].map { ForeignValue(name: $0, element: .float32, extents: []) }
    source.nodes = [
      ForeignNode(
        name: "pool", kind: "MaxPool", inputs: ["q"], outputs: ["p"], attributes: ["kernel_shape": .ints([1, 1])]),
      ForeignNode(name: "reals", kind: "DequantizeLinear", inputs: ["q", "s"], outputs: ["y"]),
    ]
    let y = try ModelFile.graph(from: source).reference([])
    #expect(y[1].floats == [0, 1, 2, 3, 4, 5, 6, 7])
  }
}
