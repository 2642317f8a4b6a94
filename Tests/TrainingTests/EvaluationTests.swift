import Datasets
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("Evaluation of outputs against another model")
struct EvaluationTests {
  /// `x + offset` for images of one pixel.
  private func plus(_ offset: Float) throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 1, 1, 1]))
    let sum = try graph.apply(Add(), x, graph.constant(Tensor([offset] as [Float]), name: "offset"))
    graph.outputs = [try graph.apply(Flatten(axis: 1), sum)]
    return graph
  }

  /// 60 images of the pixel 1: one full batch and one that is filled up with zeros.
  private func ones() throws -> Dataset {
    try Dataset(
      name: "ones", split: .test,
      images: try Tensor([Float](repeating: 1, count: 60), shape: [60, 1, 1, 1]),
      labels: [Int32](repeating: 0, count: 60), classNames: [ClassName(ja: "零", en: "zero")], normalization: .identity)
  }

  @Test("2 against 2.2 is 20 dB, whatever fills the last batch; equal outputs have no noise")
  func ratios() throws {
    let found = try Evaluation.outputRatios(of: [plus(1.2), plus(1)], against: plus(1), on: ones())
    // 10 · log₁₀(2² ÷ 0.2²) = 20. Float32 holds 0.2 to 1e-8, which moves the ratio by less than 1e-5 dB.
    #expect(abs(found[0] - 20) < 1e-4)
    #expect(found[1] == .infinity)
  }
}
