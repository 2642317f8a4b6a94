package import Graphs
package import Tensors

/// Takes layers of a quantized model back to float until the accuracy that is asked for is there, as few as it can.
///
/// The layers that help most go first: those without whose quantization the outputs come closest to the float model's, on
/// the samples where the two differ most. Afterwards layers are quantized again, the least sensitive first, as long as
/// the target holds. The best model found is returned also when the target is out of reach.
/// Source: NNCF's accuracy control.
package struct AccuracyAwareQuantization {
  private let assembly: LayerAssembly
  private let form: LayerForm

  /// - Parameter form: how a layer is quantized.
  package init(
    _ float: Graph, variants: [Graph], form: LayerForm = LayerForm(variant: 0)
  ) throws(QuantizationError) {
    assembly = try LayerAssembly(float, variants: variants)
    self.form = form
  }

  /// Names of the layers that are decided on, in order.
  package var layers: [String] { assembly.layers }

  package struct Trial: Sendable {
    /// Layers in float.
    package let float: [String]
    package let metric: Double
  }

  package struct Result: Sendable {
    package let graph: Graph
    package let best: Trial
    package let isReached: Bool
    /// Everything that was measured, the model with all layers quantized first.
    package let trials: [Trial]
    package let baseline: Double
  }

  package struct Limits: Sendable {
    /// Models to evaluate.
    package var trials = 60
    /// Samples of those given that decide the order of the layers.
    package var ranking = 100
    package init() {}
  }

  /// - Parameters:
  ///   - samples: inputs for ranking layers; other ones than `metric` judges by.
  ///   - drop: how much lower than the float model's the metric may be.
  ///   - metric: of a model, higher is better.
  ///   - shouldStop: asked before each evaluation; the best so far is returned.
  /// - Throws: what `metric` throws, and `CancellationError` when stopped before the first evaluation.
  package func run(
    _ samples: [[Tensor]], drop: Double, limits: Limits = Limits(), metric: (Graph) throws -> Double,
    shouldStop: () -> Bool = { false }, report: (Trial) -> Void = { _ in }
  ) throws -> Result {
    let baseline = try metric(assembly.graph([:]))
    var trials: [Trial] = []
    func measured(_ float: Set<String>) throws -> Trial? {
      guard trials.count < max(1, limits.trials), !shouldStop() else { return nil }
      let trial = Trial(
        float: assembly.layers.filter(float.contains), metric: try metric(assembly.graph(forms(float: float))))
      trials.append(trial)
      report(trial)
      return trial
    }
    // Shares of counts differ from round numbers in their last bits.
    func holds(_ trial: Trial) -> Bool { baseline - trial.metric <= drop + 1e-9 * max(abs(baseline), abs(drop)) }

    guard let start = try measured([]) else { throw CancellationError() }
    var float: Set<String> = []
    var order = try ranked(without: float, samples, limits)
    var last = start
    var worse = 0
    while !holds(last), let layer = order.first {
      order.removeFirst()
      guard let trial = try measured(float.union([layer])) else { break }
      // A layer that makes it worse is left alone; after the second the order is made anew.
      if trial.metric < last.metric {
        worse += 1
        if worse.isMultiple(of: 2) { order = try ranked(without: float, samples, limits).filter { $0 != layer } }
        continue
      }
      float.insert(layer)
      last = trial
    }
    if holds(last) {
      for layer in try ranked(without: [], samples, limits).reversed() where float.contains(layer) && float.count > 1 {
        guard let trial = try measured(float.subtracting([layer])) else { break }
        if holds(trial) { float.remove(layer) }
      }
    }
    let best =
      trials.filter(holds).min { ($0.float.count, -$0.metric) < ($1.float.count, -$1.metric) }
      ?? trials.max { $0.metric < $1.metric } ?? start
    return Result(
      graph: try assembly.graph(forms(float: Set(best.float))), best: best, isReached: holds(best), trials: trials,
      baseline: baseline)
  }

  private func forms(float: Set<String>) -> [String: LayerForm] {
    Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, float.contains($0) ? .float : form) })
  }

  /// The quantized layers, those first whose return to float leaves the least noise at the output.
  private func ranked(
    without float: Set<String>, _ samples: [[Tensor]], _ limits: Limits
  ) throws(QuantizationError) -> [String] {
    let expected = try assembly.outputs(assembly.base, samples)
    let found = try assembly.outputs(assembly.graph(forms(float: float)), samples)
    let noise = zip(expected, found).map { pair in
      var meter = NoiseMeter()
      meter.add(pair.0, changed: pair.1)
      return meter.noise
    }
    let chosen = samples.indices.sorted { (noise[$0], $1) > (noise[$1], $0) }.prefix(limits.ranking)
    let hardest = chosen.map { samples[$0] }
    let targets = chosen.map { expected[$0] }
    var left: [(layer: String, noise: Double)] = []
    for layer in assembly.layers where !float.contains(layer) {
      let meter = try assembly.noise(forms(float: float.union([layer])), hardest, against: targets)
      left.append((layer, meter.noise))
    }
    return left.sorted { $0.noise < $1.noise }.map(\.layer)
  }
}
