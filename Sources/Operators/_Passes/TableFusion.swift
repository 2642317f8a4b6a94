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
      !(arithmetic.isFixedPoint && TableFusion.isScaling(node.inputs[0], graph, index)),
      let function = CodeFunction(node.inputs[0], graph, index, passesTables: false)
        ?? CodeFunction(node.inputs[0], graph, index, passesTables: true),
      let source = function.source, graph.type(of: source).shape == graph.type(of: node.outputs[0]).shape,
      function.values.element == .float32, let range = quantize.element.integerRange
    else { return nil }
    var patch = GraphPatch(graph)
    let ties: FloatingPointRoundingRule = arithmetic.isFixedPoint ? .toNearestOrAwayFromZero : .toNearestOrEven
    let codes = function.values.floats.map { quantize.parameters.byte(of: $0, range, ties) }
    let table = CodeTable(codes, element: quantize.element, parameters: quantize.parameters)
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
    case is any ClampOperator: function = .requantize
    case is DequantizeLinear: function = .requantize
    default: return nil
    }
    guard let codes = index.codes(behind: producer.op is DequantizeLinear ? x : producer.inputs[0]),
      let stored = graph.type(of: codes).quantization, graph.constant(codes) == nil,
      var table = CodeTable(
        function, from: CodeType(graph.type(of: codes).element, stored),
        to: CodeType(quantize.element, quantize.parameters), rounding: arithmetic.rounding)
    else { return nil }
    if let clamp = producer.op as? any ClampOperator {
      let q = quantize.parameters
      table = table.limited(
        to: CodeRange(
          clamp: clamp.range, scale: q.scale, zeroPoint: q.zeroPoint, element: quantize.element, arithmetic))
    }
    var patch = GraphPatch(graph)
    patch.replace(node.outputs[0], with: try patch.append(Lookup(table), [codes], name: node.name)[0])
    return patch
  }

  /// A sum or product of codes with one known code, which TFLite computes in integers as any other (``CodeBroadcast``).
  private static func isScaling(_ id: ValueID?, _ graph: Graph, _ index: GraphIndex) -> Bool {
    guard let node = index.producer(of: id), node.op is Add || node.op is Subtract || node.op is Multiply else {
      return false
    }
    let codes = node.inputs.map { index.codes(behind: $0) }
    return codes.allSatisfy { $0 != nil } && codes.contains { graph.constant($0) != nil }
  }
}

extension CodeTable {
  /// The same table without codes outside a range.
  fileprivate func limited(to range: CodeRange) -> CodeTable {
    let limited = codes.map { byte -> UInt8 in
      let code = element == .int8 ? Int32(Int8(bitPattern: byte)) : Int32(byte)
      return UInt8(truncatingIfNeeded: min(max(code, range.low), range.high))
    }
    return CodeTable(limited, element: element, parameters: parameters)
  }
}

extension QuantizationParameters {
  /// The bit pattern of the code of a real; NaN gives the zero point.
  fileprivate func byte(of x: Float, _ range: ClosedRange<Int>, _ ties: FloatingPointRoundingRule) -> UInt8 {
    guard !x.isNaN else { return UInt8(truncatingIfNeeded: zeroPoint) }
    let code = Double((x / scale).rounded(ties)) + Double(zeroPoint)
    return UInt8(truncatingIfNeeded: Int(min(max(code, Double(range.lowerBound)), Double(range.upperBound))))
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
