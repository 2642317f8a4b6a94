import EdgeRuntime
package import Graphs
import Kernels
import Operators
package import Reports
package import Tensors

/// Compares a quantized model with the float one layer by layer and says where precision goes, why, and what helps.
///
/// Four views of each layer (source: the debuggers of ONNX Runtime and AIMET): its weights by themselves; its output when
/// it alone is quantized and reads float inputs, split into the part of the weights and the part of the inputs; its
/// output inside the quantized model; and the model's output when it alone is quantized.
package struct ModelDiagnosis {
  private let assembly: LayerAssembly
  private let layers: [Node]

  /// - Parameter quantized: the same model in QDQ form, its layers under the names they have in `float`.
  /// - Throws: ``QuantizationError/nothingToQuantize`` when no layer of the float model is quantized in the other.
  package init(float: Graph, quantized: Graph) throws(QuantizationError) {
    assembly = try LayerAssembly(float, variants: [quantized])
    let names = Set(assembly.layers)
    layers = assembly.base.nodes.filter { names.contains($0.name) }
  }

  /// - Parameters:
  ///   - samples: inputs of the model, each a tensor for every input.
  ///   - report: receives the share of the work done.
  package func run(
    _ samples: [[Tensor]], report: (Double) -> Void = { _ in }
  ) throws(QuantizationError) -> QuantizationDiagnosis {
    guard !samples.isEmpty else { throw .noCalibrationData }
    let expected = try assembly.outputs(assembly.base, samples)
    // Layers one by one, the three whole models, the probe and the cumulative run.
    let steps = Double(layers.count + 5)
    var done = 0.0
    func step() {
      done += 1
      report(done / steps)
    }
    func noise(_ forms: [String: LayerForm]) throws(QuantizationError) -> NoiseMeter {
      defer { step() }
      return try assembly.noise(forms, samples, against: expected)
    }
    let all = try noise(every(LayerForm(variant: 0)))
    let weights = try noise(every(LayerForm(weights: 0, activations: nil)))
    let activations = try noise(every(LayerForm(weights: nil, activations: 0)))
    let (probed, use) = try probe(samples)
    step()
    let cumulative = try cumulative(samples)
    step()
    var alone: [NoiseMeter] = []
    for layer in layers { alone.append(try noise([layer.name: LayerForm(variant: 0)])) }
    let total = alone.reduce(0) { $0 + $1.noise }
    var saturating = 0
    var records: [QuantizationDiagnosis.Layer] = []
    for (index, node) in layers.enumerated() {
      let codes = WeightCodes(of: node, in: assembly, variant: 0)
      if codes?.maySaturate == true { saturating += 1 }
      let finding = Finding(probed[index], weights: codes?.record, activations: use[index]?.record)
      records.append(
        QuantizationDiagnosis.Layer(
          name: node.name, operatorName: type(of: node.op).name, local: probed[index].both.ratio,
          localOfWeights: probed[index].weights.ratio, localOfActivations: probed[index].activations.ratio,
          cumulative: cumulative[index].ratio, output: alone[index].ratio,
          noiseShare: total > 0 ? alone[index].noise / total : 0, weights: codes?.record,
          activations: use[index]?.record, cause: finding.cause, action: finding.action))
    }
    return QuantizationDiagnosis(
      samples: samples.count, output: all.ratio, outputOfWeights: weights.ratio,
      outputOfActivations: activations.ratio, layers: records,
      saturatingLayers: Double(saturating) / Double(layers.count), saturatesHere: InstructionSet.pairsSaturate)
  }

  private func every(_ form: LayerForm) -> [String: LayerForm] {
    Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, form) })
  }

  private func probe(_ samples: [[Tensor]]) throws(QuantizationError) -> ([LayerProbe.Noise], [CodeUse?]) {
    let probe = try LayerProbe(assembly, variant: 0)
    var noise = [LayerProbe.Noise](repeating: LayerProbe.Noise(), count: layers.count)
    let variant = assembly.variants[0]
    var use = layers.map { node in
      variant.node(node.name).flatMap { variant.codes(of: $0, 0) }.flatMap { CodeUse($0) }
    }
    for sample in samples { try probe.add(sample, to: &noise) { use[$0]?.add($1) } }
    return (noise, use)
  }

  /// The layers' outputs in the quantized model against the float one.
  private func cumulative(_ samples: [[Tensor]]) throws(QuantizationError) -> [NoiseMeter] {
    let (float, quantized) = (try layerOutputs([:]), try layerOutputs(every(LayerForm(variant: 0))))
    var meters = [NoiseMeter](repeating: NoiseMeter(), count: layers.count)
    for sample in samples {
      do {
        for (index, pair) in zip(try float.run(sample), try quantized.run(sample)).enumerated() {
          meters[index].add(pair.0, changed: pair.1)
        }
      } catch { throw .runtime(error) }
    }
    return meters
  }

  private func layerOutputs(_ forms: [String: LayerForm]) throws(QuantizationError) -> Session {
    var graph = try assembly.graph(forms)
    graph.outputs = layers.compactMap { layer in graph.nodes.first { $0.name == layer.name }?.outputs.first }
    do { return try LayerProbe.session(graph) } catch { throw .runtime(error) }
  }
}
