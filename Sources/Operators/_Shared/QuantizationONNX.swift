package import Graphs
package import Tensors

extension QuantizeLinear: ONNXConvertible {
  package static let onnxNames = ["QuantizeLinear"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard try context.statesParameters(node) else { return [try context.quantizedByFormula(node)] }
    let stated = try context.constant(1, of: node)
    let (x, channelsLast) =
      stated.count == 1 ? try context.anyLayout(of: node) : (try context.input(0, of: node), false)
    let (element, parameters) = try context.quantization(of: node, shape: context.graph.type(of: x).shape)
    let y = try context.apply(QuantizeLinear(element, parameters), x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let image = context.hasChannelsFirst(x) && parameters.isPerTensor
    let source = image ? context.channelsFirst(x) : context.asGiven(x)
    let names = context.parameterNames(parameters, element: element, of: context.type(of: x).shape)
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("QuantizeLinear", named: node.name, [source] + names, [output], parameters.axisAttributes)
  }
}

extension DequantizeLinear: ONNXConvertible {
  package static let onnxNames = ["DequantizeLinear"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard try context.statesParameters(node) else { return [try context.dequantizedByFormula(node)] }
    // Scales along an axis count that axis as the file does, and constant codes stay constant in its order.
    let isPlain = try context.constant(1, of: node).count > 1 || context.hasConstant(0)
    let (stated, channelsLast) =
      isPlain ? (try context.input(0, of: node), false) : try context.anyLayout(of: node)
    let type = context.graph.type(of: stated)
    let (_, parameters) = try context.quantization(of: node, shape: type.shape, element: type.element)
    let coded = TensorType(type.element, type.shape, quantization: parameters)
    if let codes = context.graph.constant(stated) {
      let typed = context.graph.constant(codes.retyped(coded), name: context.graph[stated].name)
      return [.asStated(try context.apply(DequantizeLinear(), typed, name: node.name))]
    }
    if let moved = try context.movedConstant(stated, typed: parameters) {
      return [.asStated(try context.apply(DequantizeLinear(), moved, name: node.name))]
    }
    // An input of codes learns here what its codes stand for.
    if type.quantization == nil, context.graph.inputs.contains(stated) { context.graph.setType(stated, coded) }
    if context.graph.type(of: stated).quantization == nil { return [try context.dequantizedByFormula(node)] }
    guard context.graph.type(of: stated).quantization == parameters || !parameters.isPerTensor else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "scale", problem: "differs from the one that made the codes")
    }
    let y = try context.apply(DequantizeLinear(), stated, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let q = node.inputs[0] else { return }
    let type = context.type(of: q)
    guard let parameters = type.quantization else { return }
    if let codes = context.graph.constant(q) {
      guard !context.isWrittenByReaders(node.outputs[0]) else { return }
      context.alias(node.outputs[0], asGiven: context.writeDequantized(codes, name: context.graph[q].name))
      return
    }
    let image = context.hasChannelsFirst(q) && parameters.isPerTensor
    let source = image ? context.channelsFirst(q) : context.asGiven(q)
    let names = context.parameterNames(parameters, element: type.element, of: type.shape)
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("DequantizeLinear", named: node.name, [source] + names, [output], parameters.axisAttributes)
  }
}

extension ONNXReading {
  /// Codes that were picked from a constant before the file says what they stand for, as of a quantized embedding:
  /// picked again from codes that state it. `nil` for anything else.
  fileprivate mutating func movedConstant(
    _ id: ValueID, typed parameters: QuantizationParameters
  ) throws(ForeignError) -> ValueID? {
    guard graph.type(of: id).quantization == nil, parameters.isPerTensor,
      let mover = graph.nodes.last(where: { $0.outputs == [id] }), mover.op.actsOnCodes,
      let source = mover.inputs.first ?? nil, let codes = graph.constant(source)
    else { return nil }
    let coded = TensorType(codes.element, codes.shape, quantization: parameters)
    let typed = graph.constant(codes.retyped(coded), name: graph[source].name)
    return try append(mover.op, [typed] + mover.inputs.dropFirst(), name: mover.name).first
  }

  /// Element type and parameters that a Quantize- or DequantizeLinear node states in its constant inputs 1 and 2.
  /// - Parameters:
  ///   - shape: of the tensor in the axis order of the file, unless there is one scale.
  ///   - element: the type of the codes when they exist already.
  package mutating func quantization(
    of node: ForeignNode, shape: Shape, element: ElementType? = nil
  ) throws(ForeignError) -> (ElementType, QuantizationParameters) {
    func refused(_ attribute: String, _ problem: String) -> ForeignError {
      .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
    }
    let scale = try constant(1, of: node)
    guard scale.element == .float32 else { throw refused("scale", scale.element.rawValue) }
    let scales = scale.floats
    let zero = isPresent(2) ? try constant(2, of: node) : nil
    let codes = element ?? zero?.element ?? .uint8
    // TensorProto.DataType 2 is uint8, which is also the default.
    let stated = node.int("output_dtype", default: 0)
    guard element != nil || zero != nil || stated == 0 || stated == 2 else {
      throw refused("output_dtype", "\(stated)")
    }
    guard zero == nil || zero?.element == codes else { throw refused("zero_point", "not of type \(codes.rawValue)") }
    let zeroPoints: [Int32]
    switch codes {
    case .int8: zeroPoints = zero?.elements(as: Int8.self).map(Int32.init) ?? scales.map { _ in 0 }
    case .uint8: zeroPoints = zero?.elements(as: UInt8.self).map(Int32.init) ?? scales.map { _ in 0 }
    case .int16: zeroPoints = zero?.elements(as: Int16.self).map(Int32.init) ?? scales.map { _ in 0 }
    case .uint16: zeroPoints = zero?.elements(as: UInt16.self).map(Int32.init) ?? scales.map { _ in 0 }
    case .int32: zeroPoints = zero?.elements(as: Int32.self) ?? scales.map { _ in 0 }
    case .int4, .uint4, .int2, .uint2: zeroPoints = zero?.unpacked().codes ?? scales.map { _ in 0 }
    default: throw refused("zero_point", codes.rawValue)
    }
    let parameters: QuantizationParameters
    let block = node.int("block_size", default: 0)
    if block == 0, scales.count == 1, zeroPoints.count == 1 {
      parameters = QuantizationParameters(scale: scales[0], zeroPoint: zeroPoints[0])
    } else {
      let axis = node.int("axis", default: 1)
      parameters = QuantizationParameters(
        scales: scales, zeroPoints: zeroPoints, axis: shape.normalized(axis: axis) ?? -1, block: block > 0 ? block : nil
      )
      guard block == 0 || scale.shape == parameters.pairShape(in: shape) else {
        throw refused("block_size", "\(block) of \(shape) for \(scale.shape)")
      }
    }
    do { try parameters.validate(element: codes, shape: shape) } catch { throw refused("scale", "\(error)") }
    return (codes, parameters)
  }
}

extension QuantizationParameters {
  /// The ONNX attributes that name the axis, unless it is the default 1, and the blocks along it.
  fileprivate var axisAttributes: [String: ForeignAttribute] {
    var attributes: [String: ForeignAttribute] = axis.map { $0 == 1 ? [:] : ["axis": .int($0)] } ?? [:]
    if let block { attributes["block_size"] = .int(block) }
    return attributes
  }
}

extension ONNXWriting {
  /// Writes constant codes behind a DequantizeLinear and returns the name of the reals.
  package mutating func writeDequantized(_ codes: Tensor, name: String) -> String {
    guard let parameters = codes.type.quantization else { return constant(codes, name: name) }
    let stored = constant(codes.retyped(TensorType(codes.element, codes.shape)), name: name)
    let names = parameterNames(parameters, element: codes.element, of: codes.shape)
    let reals = constantOutput(name)
    append("DequantizeLinear", named: "", [stored] + names, [reals], parameters.axisAttributes)
    return reals
  }

  /// Writes a constant of another element type behind a Cast to float32 and returns the name of the reals.
  package mutating func writeCast(_ tensor: Tensor, name: String) -> String {
    let stored = constant(tensor, name: name)
    let reals = constantOutput(name)
    append("Cast", named: "", [stored], [reals], ["to": .int(Int(ElementType.float32.onnxCode))])
    return reals
  }

  /// Names of the constants that hold scales and zero points.
  /// - Parameter tensor: the shape of the codes.
  package mutating func parameterNames(
    _ parameters: QuantizationParameters, element: ElementType, of tensor: Shape
  ) -> [String] {
    let shape = parameters.pairShape(in: tensor)
    let zeros: Tensor?
    switch element {
    case .int8: zeros = try? Tensor(parameters.zeroPoints.map { Int8(clamping: $0) }, shape: shape)
    case .uint8: zeros = try? Tensor(parameters.zeroPoints.map { UInt8(clamping: $0) }, shape: shape)
    case .int16: zeros = try? Tensor(parameters.zeroPoints.map { Int16(clamping: $0) }, shape: shape)
    case .uint16: zeros = try? Tensor(parameters.zeroPoints.map { UInt16(clamping: $0) }, shape: shape)
    case .int4, .int2:
      zeros = (try? Tensor(parameters.zeroPoints.map { Int8(clamping: $0) }, shape: shape))?.packed(as: element)
    case .uint4, .uint2:
      zeros = (try? Tensor(parameters.zeroPoints.map { UInt8(clamping: $0) }, shape: shape))?.packed(as: element)
    default: zeros = try? Tensor(parameters.zeroPoints, shape: shape)
    }
    guard let scales = try? Tensor(parameters.scales, shape: shape) else { return [] }
    let scaleName = sharedConstant(scales, name: "s")
    // A bias and symmetric blocks have zero point 0, which is the default and need not be written.
    let isDefault = element == .int32 || (parameters.block != nil && parameters.zeroPoints.allSatisfy { $0 == 0 })
    guard !isDefault, let zeros else { return [scaleName] }
    return [scaleName, sharedConstant(zeros, name: "z")]
  }
}
