package import Graphs
package import Tensors

/// `DequantizeLinear(q) → any function of it alone → QuantizeLinear` → `Lookup(q)`: a table of 256 codes, made from the
/// definition. The same bytes.
///
/// The function is made of element-wise operators whose other operands are single constants or functions of the same
/// codes, such as `x · Sigmoid(x)` with codes in between.
package struct TableFusion: GraphPass {
  private let arithmetic: QuantizedArithmetic

  /// - Parameter arithmetic: TFLite defines some tables in integers.
  package init(_ arithmetic: QuantizedArithmetic = .onnx) { self.arithmetic = arithmetic }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    if arithmetic.isFixedPoint, let made = try fixedPoint(node, graph, index) { return made }
    guard let quantize = node.op as? QuantizeLinear, quantize.parameters.isPerTensor, node.epilogue.isEmpty,
      quantize.element == .uint8 || quantize.element == .int8,
      let function = CodeFunction(node.inputs[0], graph, index, passesTables: false)
        ?? CodeFunction(node.inputs[0], graph, index, passesTables: true),
      let source = function.source, graph.type(of: source).shape == graph.type(of: node.outputs[0]).shape,
      let codes = try? function.values.quantized(to: quantize.element, quantize.parameters)
    else { return nil }
    var patch = GraphPatch(graph)
    let table = CodeTable(
      codes.withBytes { Array($0) }, element: quantize.element, parameters: quantize.parameters)
    patch.replace(node.outputs[0], with: try patch.append(Lookup(table), [source], name: node.name)[0])
    return patch
  }
}

extension TableFusion {
  /// Sigmoid, tanh, hard swish, leaky ReLU and a mere change of scale by TFLite's definitions.
  private func fixedPoint(_ node: Node, _ graph: Graph, _ index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let quantize = node.op as? QuantizeLinear, node.epilogue.isEmpty, let x = node.inputs[0],
      let producer = index.producer(of: x), producer.epilogue.isEmpty
    else { return nil }
    let function: FixedPointFunction
    switch producer.op {
    case is Sigmoid: function = .logistic
    case is Tanh: function = .tanh
    case is HardSwish: function = .hardSwish
    case let leaky as LeakyRelu: function = .leakyRelu(alpha: leaky.alpha)
    case is DequantizeLinear: function = .requantize
    default: return nil
    }
    guard let codes = index.codes(behind: function == .requantize ? x : producer.inputs[0]),
      let stored = graph.type(of: codes).quantization, graph.constant(codes) == nil,
      let table = CodeTable(
        function, from: CodeType(graph.type(of: codes).element, stored),
        to: CodeType(quantize.element, quantize.parameters), rounding: arithmetic.rounding)
    else { return nil }
    var patch = GraphPatch(graph)
    patch.replace(node.outputs[0], with: try patch.append(Lookup(table), [codes], name: node.name)[0])
    return patch
  }
}

/// Reals as a function of one 8-bit code.
private struct CodeFunction {
  /// The codes; `nil` for a constant.
  let source: ValueID?
  /// 256 reals by bit pattern of the code, or one constant.
  let values: Tensor

  /// Operators in a row that are followed.
  private static let limit = 16

  private init(source: ValueID?, values: Tensor) {
    self.source = source
    self.values = values
  }

  /// - Parameter passesTables: take the input of a table, not its output, as the codes.
  init?(_ id: ValueID?, _ graph: Graph, _ index: GraphIndex, passesTables: Bool, depth: Int = 0) {
    guard let id, depth < CodeFunction.limit else { return nil }
    if let constant = graph.constant(id) {
      guard constant.count == 1, constant.element == .float32, let scalar = try? constant.reshaped(to: [1]) else {
        return nil
      }
      self.init(source: nil, values: scalar)
      return
    }
    guard let producer = index.producer(of: id), producer.epilogue.isEmpty else { return nil }
    if producer.op is DequantizeLinear {
      guard let codes = producer.inputs[0] else { return nil }
      self.init(codes: codes, graph, index, passesTables: passesTables)
      return
    }
    guard CodeFunction.isElementwise(producer.op) else { return nil }
    var operands: [CodeFunction] = []
    for input in producer.inputs {
      guard
        let operand = CodeFunction(input, graph, index, passesTables: passesTables, depth: depth + 1)
      else { return nil }
      operands.append(operand)
    }
    let sources = Set(operands.compactMap(\.source))
    guard sources.count == 1, let values = try? producer.op.reference(operands.map(\.values)).first else { return nil }
    self.init(source: sources.first, values: values)
  }

  private init?(codes: ValueID, _ graph: Graph, _ index: GraphIndex, passesTables: Bool) {
    let type = graph.type(of: codes)
    guard type.element == .uint8 || type.element == .int8, let parameters = type.quantization, parameters.isPerTensor
    else { return nil }
    if let constant = graph.constant(codes) {
      guard constant.count == 1, let scalar = try? constant.dequantized().reshaped(to: [1]) else { return nil }
      self.init(source: nil, values: scalar)
      return
    }
    var bytes = (0...255).map { UInt8($0) }
    var source = codes
    while passesTables, let producer = index.producer(of: source), let lookup = producer.op as? Lookup,
      let input = producer.inputs[0]
    {
      bytes = lookup.table.map(UInt8.min...UInt8.max).map { bytes[Int($0)] }
      source = input
    }
    guard
      let values = try? Tensor(
        bytes: bytes, type: TensorType(type.element, [bytes.count], quantization: parameters)
      ).dequantized()
    else { return nil }
    self.init(source: source, values: values)
  }

  private static func isElementwise(_ op: any Operator) -> Bool {
    op is any UnaryOperator || op is any BinaryOperator
  }
}
