package import Graphs
package import Tensors

/// Every layer in float, int8 or int4, chosen so that the outputs change least within a budget. The activations that layers
/// of codes read are codes, too.
///
/// Promise: the weights, scales and biases of all layers together, or the layers that are not int4, stay within the budget;
/// no uniform form within it changes the outputs less on the samples that were looked at. See ``MixedPrecision`` for the
/// search.
package struct MixedQuantization: Sendable {
  /// What a layer may be.
  package enum Form: String, Sendable, Codable, CaseIterable {
    case float32, int8, int4

    fileprivate var layer: LayerForm {
      switch self {
      case .float32: .float
      case .int8: LayerForm(variant: 0)
      case .int4: LayerForm(variant: 1)
      }
    }
  }

  package enum Budget: Sendable, Hashable {
    /// For the constants of all layers, of their bytes in float.
    case share(Double)
    /// For the constants of all layers.
    case bytes(Int)
    /// For the number of layers that are int8, of all; the others are int4.
    case layers(Double)
  }

  package struct Layer: Sendable {
    package let name: String
    package let form: Form
  }

  package struct Result: Sendable {
    package let outcome: QuantizationMethod.Outcome
    package let layers: [Layer]
    /// Of the constants of all layers: as chosen, and in float.
    package let bytes: Int
    package let floatBytes: Int
  }

  /// How activations and int8 weights are coded; its target has no part in it.
  package var method: QuantizationMethod
  package var improvement: QuantizationImprovement
  /// Samples by which forms are compared.
  package var compared = 64

  package init(
    _ method: QuantizationMethod = QuantizationMethod(.int8), improvement: QuantizationImprovement = .init()
  ) {
    self.method = method
    self.improvement = improvement
  }

  /// - Parameters:
  ///   - samples: calibration inputs, one tensor for each input of the graph.
  ///   - report: is told the share of the work that is done.
  /// - Throws: ``QuantizationError/budget(found:least:)`` when even int4 everywhere is larger.
  package func quantized(
    _ source: Graph, samples: [[Tensor]], budget: Budget, threads: Int = 1, report: (Double) -> Void = { _ in }
  ) throws -> Result {
    guard let first = samples.first else { throw QuantizationError.noCalibrationData }
    var batches: [Tensor] = []
    if improvement.needsSamples {
      guard first.count == 1 else { throw QuantizationError.severalInputs(first.count) }
      batches = CalibrationBatches.joined(samples.map { $0[0] }, for: source)
    }
    // All forms start from the same reals, so that their layers fit each other.
    var base = try improvement.scaled(source, over: batches)
    if improvement.rounding == .awq { base = try AWQ(bits: 4, group: nil).scaled(base, over: batches).graph }
    var rest = QuantizationImprovement(rounding: improvement.rounding, correctsBias: improvement.correctsBias)
    if rest.rounding == .awq { rest.rounding = .nearest }
    var outcomes: [QuantizationMethod.Outcome] = []
    for target in [QuantizationTarget.int8, .int4] {
      var form = method
      form.target = target
      form.granularity = .perChannel
      form.activations = method.activations ?? .activations
      outcomes.append(
        rest.isPlain
          ? try form.quantized(base, samples: samples, threads: threads)
          : try form.quantized(base, batches: batches, improvement: rest).outcome)
      report(0.1 * Double(outcomes.count))
    }
    let forms: [Form] = if case .layers = budget { [.int8, .int4] } else { Form.allCases }
    let search = try MixedPrecision(base, variants: outcomes.map(\.graph), forms: forms.map(\.layer))
    let floatBytes = search.layers.reduce(0) { $0 + search.bytes($1, .float) }
    let limit: Double =
      switch budget {
      case .share(let share): share * Double(floatBytes)
      case .bytes(let bytes): Double(bytes)
      case .layers(let share): (share * Double(search.layers.count)).rounded(.down)
      }
    let result = try search.run(Array(samples.prefix(compared)), budget: limit) { layer, form in
      if case .layers = budget { return form == Form.int4.layer ? 0 : 1 }
      return Double(search.bytes(layer, form))
    } report: {
      report(0.2 + 0.8 * $0)
    }
    let layers = zip(search.layers, result.best.choice).map { Layer(name: $0, form: forms[$1]) }
    return Result(
      outcome: .init(graph: result.graph, enlarged: outcomes[0].enlarged), layers: layers,
      bytes: layers.reduce(0) { $0 + search.bytes($1.name, $1.form.layer) }, floatBytes: floatBytes)
  }
}
