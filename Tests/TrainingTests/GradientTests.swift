import EdgeRuntime
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("Gradients of whole graphs")
struct GradientTests {
  /// A value that is read twice, a residual, a pool and a loss: every way in which contributions meet.
  func net() throws -> (graph: Graph, loss: ValueID, parameters: [ValueID]) {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 6, 6, 2]))
    let targets = graph.input("targets", .float32([2, 3]))
    let w1 = graph.constant(.random([4, 3, 3, 2], from: -0.5, to: 0.5, seed: 1), name: "w1")
    let b1 = graph.constant(.random([4], seed: 2), name: "b1")
    let w2 = graph.constant(.random([4, 3, 3, 4], from: -0.3, to: 0.3, seed: 3), name: "w2")
    let w3 = graph.constant(.random([3, 4], seed: 4), name: "w3")
    let same = Conv(Window(padding: Padding(1)))
    let a = try graph.apply(Sigmoid(), graph.apply(same, x, w1, b1))
    let sum = try graph.apply(Add(), graph.apply(same, a, w2), a)
    let pooled = try graph.apply(GlobalAveragePool(), sum)
    let logits = try graph.apply(Gemm(transposeB: true), graph.apply(Flatten(axis: 1), pooled), w3)
    let loss = try graph.apply(SoftmaxCrossEntropy(), logits, targets)
    graph.outputs = [loss]
    return (graph, loss, [w1, b1, w2, w3])
  }

  @Test("Analytic gradients agree with central differences", arguments: 0..<4)
  func centralDifferences(parameter: Int) throws {
    var (graph, loss, parameters) = try net()
    let inputs = [
      Tensor.random([2, 6, 6, 2], seed: 5),
      try Tensor([1, 0, 0, 0, 0.25, 0.75] as [Float], shape: [2, 3]),
    ]
    let id = parameters[parameter]
    let forward = graph
    let gradient = try #require(try graph.appendGradients(of: loss, withRespectTo: [id])[0])
    graph.outputs = [gradient]
    let analytic = try graph.reference(inputs)[0].floats
    let weights = try #require(forward.constant(id))
    let step: Float = 1e-2
    for index in stride(from: 0, to: weights.count, by: max(1, weights.count / 12)) {
      func value(_ delta: Float) throws -> Float {
        var moved = weights
        moved.withMutableElements(as: Float.self) { $0[index] += delta }
        var copy = forward
        copy.setConstant(id, moved)
        return try copy.reference(inputs)[0].floats[0]
      }
      let numeric = (try value(step) - value(-step)) / (2 * step)
      // Float32 loss of about 1 with 2⁻²³ rounding over a step of 0.02 gives 1e-5; the third derivative adds step²·O(1).
      #expect(abs(numeric - analytic[index]) < 2e-4, "\(forward[id].name)[\(index)]")
    }
  }

  @Test("The runtime computes the same gradients as the reference")
  func runtimeAgrees() throws {
    var (graph, loss, parameters) = try net()
    let gradients = try graph.appendGradients(of: loss, withRespectTo: parameters).compactMap { $0 }
    #expect(gradients.count == parameters.count)
    graph.outputs = [loss] + gradients
    let inputs = [
      Tensor.random([2, 6, 6, 2], seed: 6),
      try Tensor([0, 1, 0, 0.5, 0, 0.5] as [Float], shape: [2, 3]),
    ]
    let expected = try graph.reference(inputs)
    let found = try Session(ExecutionPlan(graph)).run(inputs)
    for (a, b) in zip(expected, found) {
      let scale = a.floats.map { abs($0) }.max() ?? 1
      // Sums of at most 72 terms in another order: 72 · 2⁻²³ of the largest.
      for (x, y) in zip(a.floats, b.floats) { #expect(abs(x - y) <= 1e-5 * max(scale, 1e-3)) }
    }
  }

  @Test("A non-differentiable operator on the way is named")
  func notDifferentiable() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([4]))
    let codes = try graph.apply(QuantizeLinear(.uint8, QuantizationParameters(scale: 0.1, zeroPoint: 3)), x)
    let y = try graph.apply(DequantizeLinear(), codes)
    let loss = try graph.apply(ReduceSum(axes: [0], keepsAxes: false), y)
    #expect(throws: GraphError.self) { try graph.appendGradients(of: loss, withRespectTo: [x]) }
  }
}
