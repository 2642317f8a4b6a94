package import Graphs
package import Tensors

extension QuantizeLinear: ONNXConvertible {
  package static let onnxNames = ["QuantizeLinear"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (element, parameters) = try context.quantization(of: node)
    guard parameters.isPerTensor else {
      return [.asStated(try context.apply(QuantizeLinear(element, parameters), try context.input(0, of: node)))]
    }
    if context.hasChannelsLast(0) {
      let x = try context.channelsLast(0, of: node)
      return [.channelsLast(try context.apply(QuantizeLinear(element, parameters), x, name: node.name))]
    }
    let x = try context.input(0, of: node)
    return [.asStated(try context.apply(QuantizeLinear(element, parameters), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0], parameters.isPerTensor else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "per-channel activations")
    }
    let image = context.hasChannelsFirst(x)
    let source = image ? context.channelsFirst(x) : context.asGiven(x)
    let names = context.parameterNames(parameters, element: element)
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("QuantizeLinear", named: node.name, [source] + names, [output])
  }
}

extension DequantizeLinear: ONNXConvertible {
  package static let onnxNames = ["DequantizeLinear"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = context.hasChannelsLast(0) ? try context.channelsLast(0, of: node) : try context.input(0, of: node)
    if let codes = context.graph.constant(stated) {
      let (_, parameters) = try context.quantization(of: node, codes: codes.type)
      let type = TensorType(codes.element, codes.shape, quantization: parameters)
      let typed = context.graph.constant(codes.retyped(type), name: context.graph[stated].name)
      return [.asStated(try context.apply(DequantizeLinear(), typed, name: node.name))]
    }
    let y = try context.apply(DequantizeLinear(), stated, name: node.name)
    return [context.hasChannelsLast(0) ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let q = node.inputs[0] else { return }
    let type = context.type(of: q)
    guard let parameters = type.quantization else { return }
    if let codes = context.graph.constant(q) {
      // Weights of convolutions are written by their convolution, in its axis order; this serves every other reader.
      let readers = GraphIndex(context.graph).consumers(of: node.outputs[0])
      guard
        !readers.allSatisfy({ ($0.op is Conv || $0.op is DepthwiseConv) && $0.inputs[1] == node.outputs[0] })
          || readers.isEmpty
      else { return }
      context.alias(node.outputs[0], asGiven: context.writeDequantized(codes, name: context.graph[q].name))
      return
    }
    let image = context.hasChannelsFirst(q)
    let source = image ? context.channelsFirst(q) : context.asGiven(q)
    let names = context.parameterNames(parameters, element: type.element)
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("DequantizeLinear", named: node.name, [source] + names, [output])
  }
}

extension ONNXReading {
  /// Element type and parameters that a Quantize- or DequantizeLinear node states in its constant inputs 1 and 2.
  package mutating func quantization(
    of node: ForeignNode, codes: TensorType? = nil
  ) throws(ForeignError) -> (ElementType, QuantizationParameters) {
    let scales = try constant(1, of: node).floats
    var element = codes?.element ?? .uint8
    var zeroPoints = [Int32](repeating: 0, count: scales.count)
    if isPresent(2) {
      let tensor = try constant(2, of: node)
      element = tensor.element
      switch element {
      case .int8: zeroPoints = tensor.elements(as: Int8.self).map(Int32.init)
      case .uint8: zeroPoints = tensor.elements(as: UInt8.self).map(Int32.init)
      case .int16: zeroPoints = tensor.elements(as: Int16.self).map(Int32.init)
      case .uint16: zeroPoints = tensor.elements(as: UInt16.self).map(Int32.init)
      case .int32: zeroPoints = tensor.elements(as: Int32.self)
      default:
        throw .unsupportedAttribute(
          node: node.name, kind: node.kind, attribute: "zero_point", problem: element.rawValue)
      }
    }
    guard scales.count == zeroPoints.count, let first = scales.first, let zero = zeroPoints.first else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "scale", problem: "\(scales.count) scales")
    }
    if scales.count == 1 && (codes?.shape.rank ?? 0) <= 1 {
      return (element, QuantizationParameters(scale: first, zeroPoint: zero))
    }
    guard scales.count > 1 || node.attributes["axis"] != nil else {
      return (element, QuantizationParameters(scale: first, zeroPoint: zero))
    }
    let axis = node.int("axis", default: 1)
    let rank = codes?.shape.rank ?? 0
    let normalized = axis < 0 ? axis + rank : axis
    return (element, QuantizationParameters(scales: scales, zeroPoints: zeroPoints, axis: normalized))
  }
}

extension ONNXWriting {
  /// Writes constant codes behind a DequantizeLinear and returns the name of the reals.
  package mutating func writeDequantized(_ codes: Tensor, name: String) -> String {
    guard let parameters = codes.type.quantization else { return constant(codes, name: name) }
    let stored = constant(codes.retyped(TensorType(codes.element, codes.shape)), name: name)
    let names = parameterNames(parameters, element: codes.element)
    let reals = constantOutput(name)
    let attributes = parameters.axis.map { $0 == 1 ? [:] : ["axis": ForeignAttribute.int($0)] } ?? [:]
    append("DequantizeLinear", named: "", [stored] + names, [reals], attributes)
    return reals
  }

  /// Names of the constants that hold scales and zero points.
  package mutating func parameterNames(_ parameters: QuantizationParameters, element: ElementType) -> [String] {
    let shape: Shape = parameters.isPerTensor ? .scalar : [parameters.scales.count]
    let zeros: Tensor?
    switch element {
    case .int8: zeros = try? Tensor(parameters.zeroPoints.map { Int8(clamping: $0) }, shape: shape)
    case .uint8: zeros = try? Tensor(parameters.zeroPoints.map { UInt8(clamping: $0) }, shape: shape)
    case .int16: zeros = try? Tensor(parameters.zeroPoints.map { Int16(clamping: $0) }, shape: shape)
    case .uint16: zeros = try? Tensor(parameters.zeroPoints.map { UInt16(clamping: $0) }, shape: shape)
    default: zeros = try? Tensor(parameters.zeroPoints, shape: shape)
    }
    guard let scales = try? Tensor(parameters.scales, shape: shape) else { return [] }
    let scaleName = sharedConstant(scales, name: "s")
    // An int32 bias has zero point 0, which is the default and need not be written.
    guard element != .int32, let zeros else { return [scaleName] }
    return [scaleName, sharedConstant(zeros, name: "z")]
  }
}
