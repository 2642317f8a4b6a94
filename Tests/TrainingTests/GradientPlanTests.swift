import EdgeRuntime
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("Plans of gradient graphs")
struct GradientPlanTests {
  /// A normalization by the statistics of the batch, as a layer.
  struct NormalizedByBatch: Layer {
    func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
      let channels = context.shape(of: x).channels
      let name = context.name("norm")
      let vectors = [context.vector(name + ".scale", channels, 1), context.vector(name + ".bias", channels)]
      return try context.graph.append(TrainingBatchNormalization(), [x] + vectors, name: name)[0]
    }
  }

  /// Windows with and without strides, full and depthwise, each with a normalization.
  static let depthwise = Model(name: "depthwise", input: [1, 12, 12, 3]) {
    Conv2D(8, kernel: 3, stride: 2, padding: .same, bias: false)
    NormalizedByBatch()
    ReLU()
    DepthwiseConv2D(kernel: 3, bias: false)
    NormalizedByBatch()
    ReLU()
    DepthwiseConv2D(kernel: 3, stride: 2)
    ReLU()
    Conv2D(24, kernel: 1)
    NormalizedByBatch()
    Clip(low: 0, high: 6)
    GlobalAveragePool()
    Flatten()
    Dense(5)
  }

  static func gradientGraph(_ model: Model) throws -> Graph {
    var graph = try FusionPipeline.simplified(model.graph(seed: 1)).batched(4)
    let logits = try #require(graph.outputs.first)
    let targets = graph.input("targets", graph.type(of: logits))
    let parameters = graph.parameters
    graph.promoteToInputs(parameters)
    let loss = try graph.apply(SoftmaxCrossEntropy(), logits, targets)
    let gradients = try graph.appendGradients(of: loss, withRespectTo: parameters).compactMap { $0 }
    #expect(gradients.count == parameters.count)
    graph.outputs = [loss] + gradients
    return graph
  }

  @Test(
    "every step of forward and backward pass has a kernel",
    arguments: [Model.leNet, .resNet8, .glyphNet, depthwise])
  func kernels(_ model: Model) throws {
    #expect(try ExecutionPlan(Self.gradientGraph(model)).referenceSteps == [], "\(model.name)")
  }

  @Test("a normalization by the batch takes in the activation behind it")
  func fusesActivations() throws {
    let plan = try ExecutionPlan(Self.gradientGraph(Self.depthwise))
    let normalizations = plan.steps.filter { $0.node.op is TrainingBatchNormalization }
    #expect(normalizations.count == 3)
    #expect(normalizations.allSatisfy { $0.node.epilogue.clamp != nil })
  }

  @Test("kernels and references give the same gradients")
  func agrees() throws {
    let graph = try Self.gradientGraph(Self.depthwise)
    let inputs = graph.inputs.enumerated().map { position, id in
      Tensor.random(graph.type(of: id).shape, from: 0.1, to: 1, seed: UInt64(position + 1))
    }
    let expected = try graph.reference(inputs)
    let found = try Session(ExecutionPlan(graph)).run(inputs)
    for (a, b) in zip(found, expected) {
      let largest = b.floats.reduce(0) { max($0, abs($1)) }
      // Some hundred terms in another order, divided by deviations down to 0.05 in three normalizations.
      for (x, y) in zip(a.floats, b.floats) { #expect(abs(x - y) <= 1e-4 * max(largest, 1e-2)) }
    }
  }
}
