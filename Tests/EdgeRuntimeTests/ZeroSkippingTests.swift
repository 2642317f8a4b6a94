import EdgeRuntime
import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Plans and zeros")
struct ZeroSkippingTests {
  /// One 1×1 convolution of 64 to 96 channels; whole groups of inputs are 0 for 32 outputs, half of them.
  private func graph() throws -> Graph {
    var weights = Tensor.random([96, 1, 1, 64], seed: 1)
    weights.withMutableElements(as: Float.self) { w in
      for i in w.indices where (i % 64 / 4 + i / 64 / 32) % 2 == 0 { w[i] = 0 }
    }
    var graph = Graph()
    let x = graph.input("x", .float32([1, 8, 8, 64]))
    let w = graph.constant(weights, name: "w")
    graph.outputs = [try graph.apply(Conv(), x, w)]
    return graph
  }

  @Test("A plan leaves blocks of zeros out by itself, unless it is told not to, and the bits stay")
  func choice() throws {
    let input = Tensor.random([1, 8, 8, 64], seed: 2)
    var options = PlanOptions()
    let skipping = try ExecutionPlan(graph(), options: options)
    options.zeros = .never
    let dense = try ExecutionPlan(graph(), options: options)
    #expect(skipping.steps.contains { $0.binding?.call.skipsZeros == true })
    #expect(!dense.steps.contains { $0.binding?.call.skipsZeros == true })
    #expect(try Session(skipping).run([input]) == Session(dense).run([input]))
  }
}
