package import Graphs
import Operators
package import Tensors

/// Dynamic quantization: int8 weights, and activations that become uint8 codes as the model runs, of a scale found from
/// each tensor itself. Needs no calibration.
///
/// Before → after: `Gemm(x, w, b)` becomes
/// `Cast(MatMulInteger(q, int8 w, zero)) · (scale · scales) + b` with `q, scale, zero = DynamicQuantizeLinear(x)`, which
/// the runtime makes one step of; the bias stays real. All other layers with weights (convolutions, recurrent ones,
/// tables) keep int8 weights behind a DequantizeLinear and compute in reals: a depthwise or first convolution would lose
/// too much to a scale that one tensor has in common.
/// Promise: weights take a quarter of their bytes plus one scale per channel.
/// Source: ONNX DynamicQuantizeLinear-11, MatMulInteger-10; ONNX Runtime's quantize_dynamic.
package struct DynamicQuantization: Sendable, Hashable {
  package var weights: QuantizationScheme

  /// - Parameter weights: symmetric int8 per tensor or channel.
  package init(_ weights: QuantizationScheme = .weights()) { self.weights = weights }

  /// - Parameter given: weights that are codes already, by name.
  /// - Throws: ``QuantizationError/nothingToQuantize`` for a graph without known float weights.
  package func quantized(_ source: Graph, given: GivenCodes = [:]) throws(QuantizationError) -> Graph {
    if case .perGroup = weights.granularity { throw .groups }
    let graph = try source.preparedForQuantization()
    try graph.check(given)
    var rewriting = DynamicRewriting(graph, weights, given)
    let dense = try rewriting.run()
    var rest = WeightRewriting(dense) { (weights, slot) throws(TensorError) in
      try self.weights.quantized(weights, slot)
    }
    do { return try rest.run() } catch {
      // Dense layers only.
      if case .nothingToQuantize = error, rewriting.count > 0 { return dense }
      throw error
    }
  }
}

/// Makes products of codes of the fully-connected layers.
private struct DynamicRewriting {
  private var copy: GraphCopy
  private let scheme: QuantizationScheme
  private let given: GivenCodes
  /// What DynamicQuantizeLinear makes of an activation.
  private var coded: [ValueID: [ValueID]] = [:]
  /// Layers that became products of codes.
  private(set) var count = 0

  init(_ source: Graph, _ scheme: QuantizationScheme, _ given: GivenCodes) {
    copy = GraphCopy(source)
    self.scheme = scheme
    self.given = given
  }

  mutating func run() throws(QuantizationError) -> Graph {
    do {
      for node in copy.source.nodes {
        if let gemm = node.op as? Gemm, QuantizationPlacement.hasWeights(node, in: copy.source),
          let x = node.inputs[0], copy.source.type(of: x).shape.rank >= 2, let w = node.inputs[1],
          let codes = try self.codes(of: node, w)
        {
          try product(node, x, gemm.transposeB ? codes.transposed([1, 0]) : codes, copy.source[w].name)
        } else {
          try copy.append(node, inputs: try copy.values(node.inputs))
        }
      }
      return try copy.finished()
    } catch { throw QuantizationError(building: error) }
  }

  /// Symmetric int8 codes; `nil` for given ones of another kind.
  private func codes(of node: Node, _ w: ValueID) throws -> Tensor? {
    guard let slot = WeightSlot.all(of: node, in: copy.source).first, let weights = copy.source.constant(w) else {
      return nil
    }
    let name = copy.source[w].name
    let codes: Tensor
    if let known = given[name] {
      codes = known
    } else {
      do { codes = try scheme.quantized(weights, slot) } catch { throw QuantizationError.notFinite(value: name) }
    }
    guard codes.element == .int8, let q = codes.type.quantization, q.block == nil,
      q.axis == nil || q.axis == slot.outputAxis, q.zeroPoints.allSatisfy({ $0 == 0 })
    else { return nil }
    return codes
  }

  /// - Parameter codes: `[K,N]`.
  private mutating func product(_ node: Node, _ x: ValueID, _ codes: Tensor, _ name: String) throws {
    let (real, columns) = (try copy.value(x), codes.shape[1])
    let parts: [ValueID]
    if let known = coded[x] {
      parts = known
    } else {
      parts = try copy.result.append(DynamicQuantizeLinear(), [real], name: copy.source[x].name + "_q")
      coded[x] = parts
    }
    let scales = codes.type.quantization?.scales ?? [1]
    let row = scales.count == columns ? scales : [Float](repeating: scales[0], count: columns)
    let weights = copy.result.constant(codes.retyped(TensorType(.int8, codes.shape)), name: name)
    let sums = try copy.result.append(MatMulInteger(), [parts[0], weights, parts[2]], name: node.name + "_sum")[0]
    let reals = try copy.result.apply(Cast(.float32), sums, name: node.name + "_real")
    let factors = copy.result.constant(Tensor(row), name: name + "_scales")
    let factor = try copy.result.apply(Multiply(), parts[1], factors, name: node.name + "_factor")
    let bias = node.inputs.count > 2 ? node.inputs[2] : nil
    if let bias {
      let scaled = try copy.result.apply(Multiply(), reals, factor, name: node.name + "_scaled")
      try copy.append(node, op: Add(), inputs: [scaled, try copy.value(bias)])
    } else {
      try copy.append(node, op: Multiply(), inputs: [reals, factor])
    }
    count += 1
  }
}
