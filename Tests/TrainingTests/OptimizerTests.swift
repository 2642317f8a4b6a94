import Datasets
import Graphs
import Kernels
import Operators
import Tensors
import Testing
import Training

/// A model without hidden layers and one image per batch, so that gradients can be written down.
@Suite("Optimizer steps by hand")
struct OptimizerTests {
  /// The sum of the logits in place of a classifier's loss: its gradient over a row of weights is the image.
  struct SumOfLogits: Objective {
    func loss(
      logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
    ) throws(GraphError) -> ValueID {
      try graph.apply(ReduceSum(axes: [], keepsAxes: false), logits)
    }
  }

  /// `logits = x·wᵀ` with `x = (2, −0.5)` and `w = (1, 3)`: the gradient of their sum over `w` is `x` at every step.
  func trained(_ optimizer: Optimizer, epochs: Int) throws -> [Float] {
    var graph = Graph()
    let image = graph.input("image", .float32([1, 1, 2, 1]))
    let weights = graph.constant(try Tensor([1, 3] as [Float], shape: [1, 2]), name: "w")
    graph.outputs = [
      try graph.apply(Gemm(transposeB: true), try graph.apply(Flatten(axis: 1), image), weights)
    ]
    // Data sets count brightness from 0 to 255.
    let data = try Dataset(
      name: "two-pixels", split: .train, images: try Tensor([2 * 255, -0.5 * 255] as [Float], shape: [1, 1, 2, 1]),
      labels: [0],
      classNames: [ClassName(ja: "零", en: "zero")], normalization: Normalization(mean: [0], deviation: [1]))
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = 1
    options.optimizer = optimizer
    options.schedule = .constant
    let result = try Trainer(graph, options: options).train(on: data, objective: SumOfLogits())
    return try #require(result.parameters.first.flatMap { result.constant($0) }).floats
  }

  func expect(_ found: [Float], _ expected: [Double], within tolerance: Double = 1e-6) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) < tolerance, "\(found) \(expected)") }
  }

  @Test("One step of plain gradient descent: w − 0.1·g")
  func descent() throws {
    expect(try trained(.sgd(SGDOptions(learningRate: 0.1)), epochs: 1), [0.8, 3.05])
  }

  @Test("Two steps with momentum 0.9: the second moves by 0.1·(g + 0.9·g)")
  func momentum() throws {
    // v₁ = g, v₂ = 1.9·g: together 0.29·g.
    expect(
      try trained(.sgd(SGDOptions(learningRate: 0.1, momentum: 0.9)), epochs: 2), [1 - 0.29 * 2, 3 + 0.29 * 0.5])
  }

  @Test("Coupled weight decay adds 0.5·w to the gradient")
  func coupledDecay() throws {
    // g + 0.5·w = (2.5, 1).
    expect(try trained(.sgd(SGDOptions(learningRate: 0.1, weightDecay: 0.5)), epochs: 1), [0.75, 2.9])
  }

  @Test("Adam's first step is one learning rate against the gradient's sign, whatever its size")
  func adam() throws {
    expect(try trained(.adam(AdamOptions(learningRate: 0.01)), epochs: 1), [0.99, 3.01])
  }

  @Test("With a constant gradient Adam's third step is the same again")
  func adamSteps() throws {
    // With corrected moments m̂ = g and v̂ = g² at every step.
    expect(try trained(.adam(AdamOptions(learningRate: 0.01)), epochs: 3), [0.97, 3.03], within: 2e-6)
  }

  @Test("Decoupled decay shrinks the weight by rate·decay before anything else")
  func decoupledDecay() throws {
    expect(try trained(.adam(AdamOptions(learningRate: 0.01, weightDecay: 0.1)), epochs: 1), [0.989, 3.007])
  }
}
