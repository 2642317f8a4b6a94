import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Quantized arithmetic")
struct QuantizedArithmeticTests {
  @Test("LiteRT's codes, code for code, on every level", arguments: TFLiteVector.all)
  func litert(_ vector: TFLiteVector) throws {
    guard case (var graph, let arguments)? = try vector.graph() else { return }
    graph.arithmetic = .litertReference
    for level in InstructionSet.available {
      var options = PlanOptions()
      options.instructionSet = level
      let plan = try ExecutionPlan(graph, options: options)
      #expect(plan.referenceSteps == [])
      // Reals between the codes would mean that another arithmetic computed them.
      #expect(plan.graph.nodes.allSatisfy { !($0.op is QuantizeLinear || $0.op is DequantizeLinear) }, "\(level)")
      let made = try Session(plan).run(arguments)[0].elements(as: Int8.self)
      #expect(made == vector.expected, "\(level): \(differing(made, vector.expected)) differ")
    }
  }

  @Test(
    "tables made in integers", arguments: TFLiteVector.all.filter { ["HARD_SWISH", "LEAKY_RELU"].contains($0.op) })
  func tables(_ vector: TFLiteVector) throws {
    let function: FixedPointFunction =
      vector.op == "HARD_SWISH" ? .hardSwish : .leakyRelu(alpha: try #require(vector.alpha))
    let table = try #require(CodeTable(function, from: vector.input, to: vector.output))
    let made = (-128..<128).map { Int8(bitPattern: table.codes[Int(UInt8(truncatingIfNeeded: $0))]) }
    #expect(made == vector.expected, "\(differing(made, vector.expected)) differ")
  }

  @Test("the vectors are there")
  func complete() {
    #expect(TFLiteVector.all.count == 46)
    #expect(Set(TFLiteVector.all.map(\.op)).count == 14)
  }

  @Test("a rounding is chosen for each kind of operator, and changes codes by one at most")
  func presets() throws {
    let vectors = TFLiteVector.all.filter { ["CONV_2D", "FULLY_CONNECTED"].contains($0.op) }
    var changed = Set<QuantizedArithmetic>()
    for vector in vectors {
      guard case (var graph, let arguments)? = try vector.graph() else { continue }
      for arithmetic in [QuantizedArithmetic.onnx, .tflm, .single] {
        graph.arithmetic = arithmetic
        let made = try Session(ExecutionPlan(graph)).run(arguments)[0].elements(as: Int8.self)
        for (a, b) in zip(made, vector.expected) { #expect(abs(Int(a) - Int(b)) <= 1) }
        if made != vector.expected { changed.insert(arithmetic) }
      }
    }
    #expect(!changed.isEmpty)
  }

  private func differing(_ a: [Int8], _ b: [Int8]) -> Int { zip(a, b).filter { $0 != $1 }.count }
}
