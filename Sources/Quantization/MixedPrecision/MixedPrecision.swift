package import Graphs
package import Tensors

/// Gives each layer one of several precisions so that the noise at the model's output is least within a budget.
///
/// How sensitive a layer is to a precision is measured: the noise power at the output when it alone has it. That these add
/// up is an approximation, so the optimum of the sums and its nearest neighbours are all measured as whole models, beside
/// the best uniform precision that the budget allows. Source: AIMET's and HAWQ's search by sensitivity; the choice is an
/// exact knapsack, not their relaxation.
package struct MixedPrecision {
  private let assembly: LayerAssembly
  private let forms: [LayerForm]

  /// - Parameters:
  ///   - variants: quantized forms of the model, see ``LayerAssembly``.
  ///   - forms: what a layer may be.
  package init(_ float: Graph, variants: [Graph], forms: [LayerForm]) throws(QuantizationError) {
    assembly = try LayerAssembly(float, variants: variants)
    guard !forms.isEmpty else { throw .nothingToQuantize }
    self.forms = forms
  }

  /// Names of the layers that may be chosen for, in order.
  package var layers: [String] { assembly.layers }

  /// What a layer's constants take in a form, bytes: the usual cost.
  package func bytes(_ layer: String, _ form: LayerForm) -> Int {
    guard let weights = form.weights else { return assembly.floatBytes(of: layer) }
    return assembly.variants[weights].constantBytes(of: layer)
  }

  /// One choice for all layers.
  package struct Trial: Sendable {
    /// The form of each layer, as a position in the list of forms, in the order of ``MixedPrecision/layers``.
    package let choice: [Int]
    package let cost: Double
    /// Noise power at the output as a share of the signal's: the sum over layers, and as measured.
    package let predicted: Double
    package let measured: Double
    /// All layers in one form.
    package let isUniform: Bool
  }

  package struct Result: Sendable {
    package let graph: Graph
    /// The trial with the least measured noise within the budget.
    package let best: Trial
    package let trials: [Trial]
    /// Noise power at the output by layer and form, each layer alone.
    package let sensitivities: [[Double]]
  }

  /// - Parameters:
  ///   - samples: inputs, each a tensor for every input of the model; not those it will be judged by.
  ///   - budget: for the sum of all layers' costs.
  ///   - cost: of a layer in a form, not negative; ``bytes(_:_:)`` for instance.
  /// - Throws: ``QuantizationError/budget(found:least:)`` when even the cheapest forms cost more.
  package func run(
    _ samples: [[Tensor]], budget: Double, cost: (String, LayerForm) -> Double, report: (Double) -> Void = { _ in }
  ) throws(QuantizationError) -> Result {
    guard !samples.isEmpty else { throw .noCalibrationData }
    let expected = try assembly.outputs(assembly.base, samples)
    var noise: [[Double]] = []
    for (index, layer) in layers.enumerated() {
      var row: [Double] = []
      for form in forms {
        row.append(
          form == .float ? 0 : try assembly.noise([layer: form], samples, against: expected).relative)
      }
      noise.append(row)
      report(Double(index + 1) / Double(layers.count + 1))
    }
    let costs = layers.map { layer in forms.map { cost(layer, $0) } }
    let knapsack = Knapsack(costs: costs, losses: monotone(noise, costs))
    guard let optimum = knapsack.optimum(budget: budget) else {
      throw .budget(found: budget, least: costs.reduce(0) { $0 + ($1.min() ?? 0) })
    }
    let uniform = forms.indices.map { form in layers.map { _ in form } }.filter { knapsack.cost($0) <= budget }
    var trials: [Trial] = []
    for choice in [optimum] + knapsack.neighbours(of: optimum, budget: budget, count: 3) + uniform
    where !trials.contains(where: { $0.choice == choice }) {
      let measured = try assembly.noise(assignment(choice), samples, against: expected).relative
      trials.append(
        Trial(
          choice: choice, cost: knapsack.cost(choice),
          predicted: zip(choice, noise).reduce(0) { $0 + $1.1[$1.0] }, measured: measured,
          isUniform: Set(choice).count == 1))
    }
    report(1)
    guard let best = trials.min(by: { $0.measured < $1.measured }) else { throw .nothingToQuantize }
    return Result(graph: try assembly.graph(assignment(best.choice)), best: best, trials: trials, sensitivities: noise)
  }

  private func assignment(_ choice: [Int]) -> [String: LayerForm] {
    Dictionary(uniqueKeysWithValues: zip(layers, choice.map { forms[$0] }))
  }

  /// A form that costs more is taken to lose no more: where the measurement says otherwise, it is noise.
  private func monotone(_ noise: [[Double]], _ costs: [[Double]]) -> [[Double]] {
    zip(noise, costs).map { noise, costs in
      var result = noise
      var least = Double.infinity
      for form in costs.indices.sorted(by: { costs[$0] < costs[$1] }) {
        least = min(least, noise[form])
        result[form] = least
      }
      return result
    }
  }
}
