import Graphs
import Operators
import Tensors

/// Builds the quantized graph next to the float one, node by node.
struct StaticRewriting {
  private var copy: GraphCopy
  private let parameters: [ValueID: QuantizationParameters]
  private let method: StaticQuantization
  private let given: GivenCodes
  private(set) var enlarged: [String] = []

  init(
    _ source: Graph, _ parameters: [ValueID: QuantizationParameters], _ method: StaticQuantization, _ given: GivenCodes
  ) {
    copy = GraphCopy(source)
    self.parameters = parameters
    self.method = method
    self.given = given
  }

  mutating func run() throws(QuantizationError) -> Graph {
    do {
      for id in copy.source.inputs { try code(id) }
      for node in copy.source.nodes {
        if let x = node.inputs.first ?? nil, let input = parameters[x],
          QuantizationPlacement.hasWeights(node, in: copy.source)
        {
          try layer(node, on: x, input)
        } else {
          try copy.append(node, inputs: try copy.values(node.inputs))
        }
        for output in node.outputs { try code(output) }
      }
      return try copy.finished()
    } catch { throw QuantizationError(building: error) }
  }

  /// Puts the quantize/dequantize pair behind a value that becomes codes.
  private mutating func code(_ id: ValueID) throws(GraphError) {
    guard let parameters = parameters[id] else { return }
    let name = copy.source[id].name
    let real = try copy.value(id)
    let codes = try copy.result.apply(
      QuantizeLinear(method.activations.element.stored, parameters), real, name: name + "_q")
    copy.define(id, as: try copy.result.apply(DequantizeLinear(), codes, name: name + "_d"))
  }

  /// A layer on codes; a fully-connected one with its weights as rows of one output each.
  private mutating func layer(_ node: Node, on x: ValueID, _ input: QuantizationParameters) throws {
    guard let slot = WeightSlot.all(of: node, in: copy.source).first, let w = node.inputs[1],
      let weights = copy.source.constant(w)
    else { return try copy.append(node, inputs: try copy.values(node.inputs)) }
    let name = copy.source[w].name
    let b = node.inputs.count > 2 ? node.inputs[2] : nil
    let bias = copy.source.constant(b)
    var codes: Tensor
    if let known = given[name] {
      codes = known
    } else {
      do {
        var scales = try method.weights.parameters(of: weights, slot, search: method.weightSearch)
        if let bias { scales = fitting(scales, bias: bias.floats, inputScale: input.scale, name: name) }
        codes = try method.weights.quantized(weights, scales)
      } catch { throw QuantizationError.notFinite(value: name) }
    }
    var op = node.op
    if let gemm = op as? Gemm, !gemm.transposeB {
      op = Gemm(transposeB: true)
      codes = codes.transposed([1, 0])
    }
    let weightCodes = copy.result.constant(codes, name: name)
    var inputs: [ValueID?] = [
      try copy.value(x), try copy.result.apply(DequantizeLinear(), weightCodes, name: name + "_d"),
    ]
    if let b, let bias { inputs.append(try self.bias(bias, copy.source[b].name, codes.type.quantization, input)) }
    try copy.append(node, op: op, inputs: inputs)
  }

  /// The bias in the steps of the sums; as it is where it does not fit those of given weights.
  private mutating func bias(
    _ bias: Tensor, _ name: String, _ weights: QuantizationParameters?, _ input: QuantizationParameters
  ) throws -> ValueID {
    let scales = (weights?.scales ?? [1]).map { $0 * input.scale }
    let fits = bias.floats.enumerated().allSatisfy { channel, value in
      abs(value) <= scales[scales.count == 1 ? 0 : channel] * Float(1 << 30)
    }
    guard weights?.block == nil, scales.count == 1 || scales.count == bias.count, fits else {
      return copy.result.constant(bias, name: name)
    }
    let products =
      scales.count == 1 ? QuantizationParameters(scale: scales[0]) : QuantizationParameters(symmetric: scales, axis: 0)
    let codes = copy.result.constant(try bias.quantized(to: .int32, products), name: name)
    return try copy.result.apply(DequantizeLinear(), codes, name: name + "_d")
  }

  /// Enlarges the scale of a channel whose bias would not fit int32 at `inputScale · scale`.
  private mutating func fitting(
    _ parameters: QuantizationParameters, bias: [Float], inputScale: Float, name: String
  ) -> QuantizationParameters {
    let needed = bias.map { abs($0) / (inputScale * Float(1 << 30)) }
    let isOne = parameters.isPerTensor
    let scales = parameters.scales.indices.map { channel in
      max(parameters.scales[channel], isOne ? needed.max() ?? 0 : channel < needed.count ? needed[channel] : 0)
    }
    guard scales != parameters.scales else { return parameters }
    enlarged.append(name)
    guard let axis = parameters.axis else {
      return QuantizationParameters(scale: scales[0], zeroPoint: parameters.zeroPoint)
    }
    return QuantizationParameters(scales: scales, zeroPoints: parameters.zeroPoints, axis: axis)
  }
}
