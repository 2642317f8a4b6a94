package import Graphs
import Operators
import Tensors

extension AwareTraining {
  /// The integer graph of a trained one: fake quantization becomes QuantizeLinear and DequantizeLinear, weights become the
  /// codes they were rounded to, biases int32.
  ///
  /// Activations of fewer than 8 bits are stored in 8 and end at their largest code by a clamp. Their steps are those
  /// of the trained graph, so that both compute with the same codes.
  package func exported(_ trained: Graph) throws(QuantizationError) -> Graph {
    let reading = try AwareReading(trained)
    var rewriting = StaticRewriting(reading.graph, reading.parameters, StaticQuantization(), reading.codes)
    return try rewriting.run()
  }
}

/// Takes fake quantization out of a trained graph and keeps what it says.
struct AwareReading {
  /// The float graph with its trained weights.
  private(set) var graph: Graph
  /// Of every activation that becomes codes.
  private(set) var parameters: [ValueID: QuantizationParameters] = [:]
  /// Of the weights, by name.
  private(set) var codes: GivenCodes = [:]

  /// What stands for a value of the trained graph.
  private var replaced: [ValueID: ValueID] = [:]

  init(_ trained: Graph) throws(QuantizationError) {
    graph = trained
    graph.setNodes([])
    do {
      let index = GraphIndex(trained)
      for node in trained.nodes where !isWeightRounding(node, trained) { try take(node, trained, index) }
      graph.outputs = graph.outputs.map { replaced[$0] ?? $0 }
    } catch { throw QuantizationError(building: error) }
    let placement = QuantizationPlacement(graph)
    for id in placement.inherited.keys { parameters[id] = parameters[placement.origin(of: id)] }
  }

  /// True for the nodes between constant weights or biases and their layer.
  private func isWeightRounding(_ node: Node, _ trained: Graph) -> Bool {
    if node.op is BiasFakeQuantize { return true }
    if node.op is any FakeQuantizer { return node.inputs.allSatisfy { trained.constant($0) != nil } }
    return node.op is Multiply && GraphIndex(trained).producer(of: node.inputs[1])?.op is DoReFaWeights
  }

  private mutating func take(_ node: Node, _ trained: Graph, _ index: GraphIndex) throws {
    var node = node
    if let op = node.op as? any FakeQuantizer, let x = node.inputs[0] {
      replaced[node.outputs[0]] = try round(replaced[x] ?? x, by: op, trained.reals(node.inputs.last ?? nil))
      return
    }
    node.inputs = node.inputs.map { $0.map { replaced[$0] ?? $0 } }
    if node.inputs.count > 1, let rounding = index.producer(of: node.inputs[1]), isWeightRounding(rounding, trained) {
      let weights = try TrainedCodes(rounding, trained, index)
      node.inputs[1] = weights.source
      codes[trained[weights.source].name] = weights.codes
    }
    // The quantized graph rounds its biases alike.
    if node.inputs.count > 2, let rounding = index.producer(of: node.inputs[2]), rounding.op is BiasFakeQuantize {
      node.inputs[2] = rounding.inputs[0]
    }
    graph.setNodes(graph.nodes + [node])
  }

  /// Notes the parameters of an activation and limits it to its codes where they do not fill eight bits.
  /// - Returns: the value that becomes codes.
  private mutating func round(_ x: ValueID, by op: any FakeQuantizer, _ parameter: [Float]?) throws -> ValueID {
    let (step, codes): (Float, ClosedRange<Int>)
    switch op {
    case let op as FakeQuantize:
      let zero = Int(op.parameters.zeroPoint)
      (step, codes) = (op.parameters.scale, op.codes.lowerBound - zero...op.codes.upperBound - zero)
    case let op as LearnedQuantize: (step, codes) = (op.steps(parameter ?? [1])[0], op.codes)
    default: throw GraphError.malformed("\(type(of: op).name) rounds no activations")
    }
    let zero = -codes.lowerBound
    var value = x
    if codes.upperBound + zero < 255 {
      let high = step * Float(codes.upperBound)
      var nodes = graph.nodes
      if let last = nodes.indices.last, nodes[last].outputs == [x], let clamp = nodes[last].op as? any ClampOperator {
        // The activation that is there already ends there.
        nodes[last].op = Clip(low: clamp.range.lowerBound, high: min(clamp.range.upperBound, high))
        graph.setNodes(nodes)
      } else {
        let clip = Clip(low: step * Float(codes.lowerBound), high: high)
        value = try graph.apply(clip, x, name: graph[x].name + "_limited")
      }
    }
    parameters[value] = QuantizationParameters(scale: step, zeroPoint: Int32(zero))
    return value
  }
}

/// The codes that weights were rounded to.
private struct TrainedCodes {
  let source: ValueID
  let codes: Tensor

  init(_ node: Node, _ trained: Graph, _ index: GraphIndex) throws {
    var node = node
    var factor: Float = 1
    if node.op is Multiply, let levels = index.producer(of: node.inputs[1]) {
      factor = trained.reals(node.inputs[0])?.first ?? 1
      node = levels
    }
    guard let source = node.inputs[0], let weights = trained.constant(source) else {
      throw GraphError.malformed("\(node.name) rounds no known weights")
    }
    let real = try node.op.reference(node.inputs.map { trained.constant($0) })[0]
    let (axis, steps): (Int?, [Float])
    switch node.op {
    case let op as WeightFakeQuantize: (axis, steps) = (op.axis, op.steps(weights))
    case let op as LearnedQuantize: (axis, steps) = (op.axis, op.steps(trained.reals(node.inputs[1]) ?? [1]))
    // Levels −n, −n + 2, … n of 1/n.
    case let op as DoReFaWeights: (axis, steps) = (nil, [1 / Float((1 << op.bits) - 1)])
    default: throw GraphError.malformed("\(node.name) rounds no weights")
    }
    let exact =
      axis.map { QuantizationParameters(symmetric: steps, axis: $0) } ?? QuantizationParameters(scale: steps[0])
    // Each real is a code times its step but for one rounding, so that dividing gives the code back.
    let wide = try real.quantized(to: .int8, exact)
    var stored = exact
    if let levels = node.op as? DoReFaWeights {
      stored = QuantizationParameters(scale: factor / Float((1 << levels.bits) - 1))
    }
    self.source = source
    codes = wide.retyped(TensorType(.int8, wide.shape, quantization: stored))
  }
}
