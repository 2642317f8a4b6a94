import Graphs
import Operators
import Tensors
import Testing

@Suite("Gradients")
struct GradientLaws {
  @Test("every operator says whether it has a gradient")
  func stated() {
    for type in OperatorRegistry.all {
      let op = type.samples.first?.op
      let says = op is any Differentiable || op is any NonDifferentiable || op is any Decomposable
      #expect(says || op?.actsOnCodes == true, "\(type.name) says nothing of its gradient")
    }
  }

  /// With a random projection `L = Σ r·y`, `dL/dt` along a random direction `d` of one input equals `⟨grad, d⟩`.
  ///
  /// Step 2⁻⁶: the error of a central difference is h²·f‴/6 ≈ 4·10⁻⁵·f‴ and rounding contributes about
  /// 2⁻²³·|L|/h ≈ 10⁻⁵·|L|, so 1 % of the magnitudes that take part is a factor ten above both and far below any wrong
  /// term. Kinks (clamps, maxima) may lie within a step of an element; their samples are compared at 2⁻¹⁰ instead, where
  /// an element near its kink changes the sum by at most h.
  @Test("the pullback agrees with central differences", arguments: OperatorCase.all)
  func pullback(_ item: OperatorCase) throws {
    guard let op = item.sample.op as? any Differentiable, !(op is any FakeQuantizer) else { return }
    let inputs = item.sample.inputs
    guard inputs.allSatisfy({ $0 == nil || $0?.element == .float32 }) else { return }
    let kinked = op is any ClampOperator || op is MaxPool
    let step: Float = kinked ? 0x1p-10 : 0x1p-6
    for index in inputs.indices {
      guard let x = inputs[index] else { continue }
      // Statistics of a normalization are constants by definition; target distributions have no gradient.
      if op is BatchNormalization && index > 2 { continue }
      if (op is SoftmaxCrossEntropy || op is SigmoidCrossEntropy) && index > 0 { continue }
      let seed = UInt64(1000 + index)
      let direction = Tensor.random(x.shape, seed: seed)
      func value(_ t: Float) throws -> ([Float], Tensor) {
        var moved = inputs
        moved[index] = try Tensor(zip(x.floats, direction.floats).map { $0 + t * $1 }, shape: x.shape)
        let y = try op.reference(moved)[0]
        return (y.floats, y)
      }
      let y = try value(0).1
      let projection = Tensor.random(y.shape, seed: seed + 1)
      let (high, low) = (try value(step).0, try value(-step).0)
      var expected = 0.0
      var magnitude = 1e-3
      for (i, r) in projection.floats.enumerated() {
        let term = Double(r) * (Double(high[i]) - Double(low[i])) / Double(2 * step)
        expected += term
        magnitude += abs(term)
      }
      let found = try gradient(op, inputs, index, projection)
      let actual = zip(found.floats, direction.floats).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(found.shape == x.shape)
      let tolerance = (kinked ? 0.05 : 0.01) * magnitude
      #expect(abs(actual - expected) <= tolerance, "input \(index), seed \(seed): \(actual) against \(expected)")
    }
  }

  private func gradient(
    _ op: any Differentiable, _ inputs: [Tensor?], _ index: Int, _ projection: Tensor
  ) throws -> Tensor {
    var graph = Graph()
    // The input in question is no constant, the others are, as in training a normalization.
    let ids = inputs.enumerated().map { position, tensor in
      tensor.map { position == index ? graph.input("x", $0.type) : graph.constant($0) }
    }
    let outputs = try graph.append(op, ids)
    let dy = graph.constant(projection)
    let node = try #require(graph.nodes.last)
    let results = try op.pullback(
      of: node, gradients: outputs.indices.map { $0 == 0 ? dy : nil }, wanted: ids.indices.map { $0 == index },
      in: &graph)
    let gradient = try #require(results[index])
    graph.outputs = [gradient]
    return try graph.reference([try #require(inputs[index])])[0]
  }
}
