import Graphs
import Kernels
import Operators
import Tensors

/// Puts fake quantization where the quantized graph will have codes: behind the same activations, before the same weights.
struct AwareRewriting {
  private let source: QuantizableGraph
  private let settings: AwareTraining
  private let observed: ObservedActivations
  private let layers: [WeightedLayer]
  /// Positions of the first and the last layer.
  private let edges: Set<Int>

  init(_ source: QuantizableGraph, _ settings: AwareTraining, _ observed: ObservedActivations) {
    self.source = source
    self.settings = settings
    self.observed = observed
    layers = WeightedLayer.all(of: source.graph).filter {
      QuantizationPlacement.hasWeights($0.node, in: source.graph)
    }
    edges = Set([layers.first?.position, layers.last?.position].compactMap { $0 })
  }

  func run() throws(QuantizationError) -> Graph {
    var graph = source.graph
    do {
      var steps: [Int: ValueID] = [:]
      for layer in layers { steps[layer.position] = try round(layer, in: &graph) }
      // What the edges read has their bits.
      let placement = source.placement
      let wide = Set(
        layers.filter { edges.contains($0.position) }.map { placement.origin(of: $0.input) })
      var quantizers: [ValueID: Quantizer] = [:]
      for (id, activation) in observed.joined(placement) {
        let isEdge = wide.contains(id) || graph.inputs.contains(id)
        let bits = isEdge ? max(settings.edgeBits, settings.activationBits) : settings.activationBits
        quantizers[id] = quantizer(activation, bits: bits, shape: graph.type(of: id).shape)
      }
      // What a concatenation joins has one step.
      for id in placement.calibrated { quantizers[id] = quantizers[placement.origin(of: id)] }
      return try insert(quantizers, weightSteps: steps, into: graph)
    } catch { throw .graph(error) }
  }

  /// An operator, and its parameter when it learns one.
  private struct Quantizer {
    let op: any Operator
    var parameter: Tensor?
  }

  private func quantizer(_ activation: ObservedActivations.Activation, bits: Int, shape: Shape) -> Quantizer {
    let range = activation.range
    let top = (1 << bits) - 1
    // Elements of one sample share a step.
    let sharing = shape.count / max(shape.dimensions.first ?? 1, 1)
    let isUnsigned = range.lowerBound >= 0
    switch settings.method {
    case .learnedStep:
      let half = 1 << (bits - 1)
      let codes = isUnsigned ? 0...top : -half...half - 1
      let step = max(2 * activation.magnitude / Float(codes.upperBound).squareRoot(), 1e-6)
      return Quantizer(op: LearnedQuantize(codes: codes, sharing: sharing), parameter: Tensor([step]))
    case .learnedLimit where isUnsigned:
      let limit = max(range.upperBound, 1e-3)
      return Quantizer(
        op: LearnedQuantize(codes: 0...top, gradient: .learnedLimit, sharing: sharing), parameter: Tensor([limit]))
    case .straightThrough, .learnedLimit:
      return Quantizer(op: FakeQuantize(AffineParameters.asymmetric(range, codes: 0...top), codes: 0...top))
    }
  }

  private func insert(
    _ quantizers: [ValueID: Quantizer], weightSteps: [Int: ValueID], into source: Graph
  ) throws(GraphError) -> Graph {
    var graph = source
    var operators: [ValueID: any Operator] = [:]
    var parameters: [ValueID: ValueID] = [:]
    for id in quantizers.keys.sorted() {
      guard let quantizer = quantizers[id] else { continue }
      operators[id] = quantizer.op
      guard let parameter = quantizer.parameter else { continue }
      let first = self.source.placement.origin(of: id)
      let shared = parameters[first] ?? graph.constant(parameter, name: AwareRewriting.stepName(source[first].name))
      (parameters[first], parameters[id]) = (shared, shared)
    }
    for layer in layers {
      let input = self.source.placement.origin(of: layer.input)
      guard let bias = layer.bias, let weights = weightSteps[layer.position], let op = operators[input] else {
        continue
      }
      // A fixed step is a number of the graph, found again by its name.
      let fixed = (op as? FakeQuantize).map {
        graph.constant(Tensor([$0.parameters.scale]), name: AwareRewriting.stepName(graph[input].name))
      }
      guard let step = fixed ?? parameters[input] else { continue }
      let learned = op as? LearnedQuantize
      let divisor = learned?.gradient == .learnedLimit ? Float(learned?.codes.upperBound ?? 1) : 1
      let rounded = try graph.apply(
        BiasFakeQuantize(divisor: divisor), bias, step, weights, name: graph[bias].name + "_fake")
      try graph.setInput(2, ofMakerOf: layer.output, to: rounded)
    }
    return try graph.inserting(operators, parameters: parameters)
  }

  /// What the step of an activation is called.
  static func stepName(_ activation: String) -> String { activation + ".step" }

  /// - Returns: the steps of the weights.
  private func round(_ layer: WeightedLayer, in graph: inout Graph) throws(GraphError) -> ValueID? {
    guard let weights = graph.constant(layer.weights) else { return nil }
    let bits = edges.contains(layer.position) ? settings.edgeBits : settings.weightBits
    let axis = settings.granularity == .perChannel ? layer.outputAxis : nil
    let name = graph[layer.weights].name
    let (rounded, steps): (ValueID, ValueID)
    switch settings.method {
    case .straightThrough:
      let made = try graph.append(WeightFakeQuantize(bits: bits, axis: axis), [layer.weights], name: name + "_fake")
      (rounded, steps) = (made[0], made[1])
    case .learnedStep:
      let half = 1 << (bits - 1)
      let sharing = axis == nil ? weights.count : weights.count / max(layer.outputs, 1)
      let op = LearnedQuantize(codes: -half...half - 1, axis: axis, sharing: sharing)
      steps = graph.constant(
        Tensor(Self.firstSteps(layer.rows(of: weights), layer, perChannel: axis != nil, top: half - 1)),
        name: name + ".step")
      rounded = try graph.apply(op, layer.weights, steps, name: name + "_fake")
    case .learnedLimit:
      let largest = weights.floats.reduce(1e-6) { max($0, abs($1)) }
      let levels = try graph.apply(DoReFaWeights(bits: min(bits, 7)), layer.weights, name: name + "_levels")
      // The second factor of a product would be trained.
      rounded = try graph.apply(
        Multiply(), graph.constant(Tensor(repeating: largest, shape: .scalar), name: name + ".largest"), levels,
        name: name + "_fake")
      steps = graph.constant(Tensor([largest / Float((1 << min(bits, 7)) - 1)]), name: name + ".step")
    }
    try graph.setInput(1, ofMakerOf: layer.output, to: rounded)
    return steps
  }

  /// `2⟨|w|⟩/√top`, of all weights or of each row.
  private static func firstSteps(_ rows: [Float], _ layer: WeightedLayer, perChannel: Bool, top: Int) -> [Float] {
    let size = perChannel ? layer.columns : rows.count
    return stride(from: 0, to: rows.count, by: max(size, 1)).map { start in
      let sum = rows[start..<start + size].reduce(0.0) { $0 + Double(abs($1)) }
      return max(Float(2 * sum / Double(max(size, 1)) / Double(top).squareRoot()), 1e-6)
    }
  }
}

extension Graph {
  /// Lets the node that makes a value read another one, which may have been appended behind it.
  fileprivate mutating func setInput(_ input: Int, ofMakerOf output: ValueID, to id: ValueID) throws(GraphError) {
    var nodes = self.nodes
    guard let position = nodes.firstIndex(where: { $0.outputs.contains(output) }) else { return }
    nodes[position].inputs[input] = id
    setNodes(nodes)
    self = try sorted()
  }
}
