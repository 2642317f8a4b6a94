import Graphs
import Operators
import Tensors

/// Builds the quantized graph next to the float one, node by node.
struct QuantizedRewriting {
  private let source: Graph
  private let parameters: [ValueID: QuantizationParameters]
  private let granularity: Granularity
  private var result: Graph
  private var made: [ValueID: ValueID] = [:]

  init(_ source: Graph, parameters: [ValueID: QuantizationParameters], granularity: Granularity) {
    self.source = source
    self.parameters = parameters
    self.granularity = granularity
    result = Graph(name: source.name)
  }

  mutating func run() throws(QuantizationError) -> Graph {
    do {
      for id in source.inputs {
        made[id] = result.input(source[id].name, source.type(of: id))
        try code(id)
      }
      for node in source.nodes {
        let inputs = try operands(of: node)
        let outputs = try result.append(
          node.op, inputs, name: node.name, outputNames: node.outputs.map { source[$0].name })
        for (old, new) in zip(node.outputs, outputs) {
          made[old] = new
          try code(old)
        }
      }
      for id in source.outputs { result.outputs.append(try value(id)) }
      return try result.withoutDeadNodes().sorted()
    } catch let error as GraphError {
      throw .graph(error)
    } catch let error as QuantizationError {
      throw error
    } catch {
      throw .graph(.malformed("\(error)"))
    }
  }

  /// Puts the quantize/dequantize pair behind a value that becomes codes.
  private mutating func code(_ id: ValueID) throws(GraphError) {
    guard let parameters = parameters[id], let real = made[id] else { return }
    let name = source[id].name
    let codes = try result.apply(QuantizeLinear(.uint8, parameters), real, name: name + "_q")
    made[id] = try result.apply(DequantizeLinear(), codes, name: name + "_d")
  }

  private mutating func value(_ id: ValueID) throws(GraphError) -> ValueID {
    if let known = made[id] { return known }
    guard let tensor = source.constant(id) else { throw .malformed("\(source[id].name) is read before it is made") }
    let new = result.constant(tensor, name: source[id].name)
    made[id] = new
    return new
  }

  private mutating func operands(of node: Node) throws -> [ValueID?] {
    guard QuantizationPlacement.hasWeights(node.op), QuantizationPlacement.hasKnownWeights(node, in: source),
      let x = node.inputs[0], let input = parameters[x], let w = node.inputs[1], let weights = source.constant(w)
    else {
      var inputs: [ValueID?] = []
      for id in node.inputs { inputs.append(try id.map { id throws(GraphError) in try value(id) }) }
      return inputs
    }
    let bias = node.inputs.count > 2 ? source.constant(node.inputs[2]) : nil
    let axis = node.op is DepthwiseConv ? 2 : 0
    var scales: [Float]
    do {
      scales = try WeightScales.symmetric(weights, axis: axis, granularity: granularity)
    } catch { throw QuantizationError.notFinite(value: source[w].name) }
    if let bias { scales = QuantizedRewriting.fitting(scales, bias: bias.floats, inputScale: input.scale) }
    let codes = try weights.quantized(to: .int8, QuantizationParameters(symmetric: scales, axis: axis))
    let weightCodes = result.constant(codes, name: source[w].name)
    var inputs: [ValueID?] = [
      try value(x), try result.apply(DequantizeLinear(), weightCodes, name: source[w].name + "_d"),
    ]
    if let bias, let b = node.inputs[2] {
      let products = QuantizationParameters(symmetric: scales.map { $0 * input.scale }, axis: 0)
      let biasCodes = result.constant(try bias.quantized(to: .int32, products), name: source[b].name)
      inputs.append(try result.apply(DequantizeLinear(), biasCodes, name: source[b].name + "_d"))
    }
    return inputs
  }

  /// Enlarges the scale of a channel whose bias would not fit int32 at `inputScale · scale`.
  private static func fitting(_ scales: [Float], bias: [Float], inputScale: Float) -> [Float] {
    zip(scales, bias).map { scale, bias in
      max(scale, abs(bias) / (inputScale * Float(1 << 30)))
    }
  }
}
