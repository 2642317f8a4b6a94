package import Graphs
import Tensors

/// Codes and reals of a file whose parameters are no part of a type here: known only at run time, of another element type
/// than float32, or for codes in blocks or of less than a byte that are no constants. They are read as the formulas that
/// define them.
extension ONNXReading {
  /// True when the parameters of a Quantize- or DequantizeLinear node fit a type.
  package mutating func statesParameters(_ node: ForeignNode) throws(ForeignError) -> Bool {
    guard hasConstant(1), !isPresent(2) || hasConstant(2), try constant(1, of: node).element == .float32 else {
      return false
    }
    let (x, y) = try codes(of: node)
    let reals = node.kind == "QuantizeLinear" ? x : y
    let stored = node.kind == "QuantizeLinear" ? y : x
    guard reals == .float32 else { return false }
    let isKnown = node.kind == "DequantizeLinear" && hasConstant(0)
    switch stored {
    case .int8, .uint8, .int16, .uint16, .int32: return isKnown || node.int("block_size", default: 0) == 0
    case .int4, .uint4, .int2, .uint2: return isKnown
    default: return false
    }
  }

  /// Element types of input and output.
  private mutating func codes(of node: ForeignNode) throws(ForeignError) -> (ElementType, ElementType) {
    let source = try inputType(0, of: node).element
    if let stated = Int32(exactly: node.int("output_dtype", default: 0)).flatMap({ ElementType(onnxCode: $0) }) {
      return (source, stated)
    }
    let position = node.kind == "QuantizeLinear" ? 2 : 1
    return (source, isPresent(position) ? try inputType(position, of: node).element : .uint8)
  }

  /// `q = cast(clip(round(x / scale) + zero))` in float32.
  package mutating func quantizedByFormula(_ node: ForeignNode) throws(ForeignError) -> ONNXReading.Result {
    let (_, element) = try codes(of: node)
    guard let range = element.integerRange else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "output_dtype", problem: element.rawValue)
    }
    let x = try real(try input(0, of: node))
    let (scale, zero) = (try parameter(1, node, of: x), isPresent(2) ? try parameter(2, node, of: x) : nil)
    var y = try apply(Round(), try apply(Divide(), x, scale))
    if let zero { y = try apply(Add(), y, zero) }
    y = try apply(Clip(low: Float(range.lowerBound), high: Float(range.upperBound)), y)
    return .asStated(try apply(Cast(element), y, name: node.name))
  }

  /// `x = (q − zero) · scale` in float32, of the element type of the scale.
  package mutating func dequantizedByFormula(_ node: ForeignNode) throws(ForeignError) -> ONNXReading.Result {
    let (_, element) = try codes(of: node)
    let codes = try input(0, of: node)
    var x = try real(codes)
    let scale = try parameter(1, node, of: x)
    if isPresent(2) { x = try apply(Subtract(), x, try parameter(2, node, of: x)) }
    let y = try apply(Multiply(), x, scale, name: node.name)
    return .asStated(element == .float32 ? y : try apply(Cast(element), y, name: node.name))
  }

  private mutating func real(_ id: ValueID) throws(ForeignError) -> ValueID {
    graph.type(of: id).element == .float32 ? id : try apply(Cast(.float32), id)
  }

  /// A scale or zero point as float32 that broadcasts to `x`: one, one per index of the axis, or one per block along it.
  private mutating func parameter(
    _ index: Int, _ node: ForeignNode, of x: ValueID
  ) throws(ForeignError) -> ValueID {
    let stated = try real(try input(index, of: node))
    let (shape, own) = (graph.type(of: x).shape, graph.type(of: stated).shape)
    if own.count == 1 { return own.rank == 0 ? stated : try apply(Reshape([]), stated) }
    guard let axis = shape.normalized(axis: node.int("axis", default: 1)) else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "axis", problem: "\(node.int("axis", default: 1)) of \(shape)")
    }
    let block = node.int("block_size", default: 0)
    if own.rank == 1, block == 0 {
      return try apply(Reshape([own[0]] + [Int](repeating: 1, count: shape.rank - 1 - axis)), stated)
    }
    guard own.rank == shape.rank, (1...Window.largest).contains(block), shape[axis] <= Window.largest,
      own[axis] == (shape[axis] + block - 1) / block
    else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "block_size", problem: "\(block) of \(shape) for \(own)")
    }
    let blocks = graph.constant(Tensor((0..<shape[axis]).map { Int64($0 / block) }))
    return try apply(Gather(axis: axis), stated, blocks)
  }
}
