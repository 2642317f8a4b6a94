package import Graphs
import Kernels
package import Tensors

/// The same numbers as another element type.
///
/// Reals become integers by dropping the fraction; what lies outside the type becomes its nearest end, NaN 0 (ONNX leaves
/// both open). Any number but 0 is true.
/// - Source: ONNX Cast-13 for float32, bool and the integers of 8, 32 and 64 bits.
package struct Cast: Operator {
  package let element: ElementType

  package init(_ element: ElementType) { self.element = element }

  package static let elements: [ElementType] = [.float32, .int64, .int32, .uint8, .int8, .bool]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let type = try TypeChecks.present(inputs, 0)
    guard Cast.elements.contains(element) else { throw .attribute(name: "to", problem: element.rawValue) }
    guard Cast.elements.contains(type.element), type.quantization == nil else {
      throw .elementType(input: 0, expected: "plain numbers", found: "\(type)")
    }
    return [TensorType(element, type.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    if x.element == element { return [x] }
    if x.element == .float32 { return [try made(of: x.floats, shape: x.shape)] }
    let integers: [Int64] =
      switch x.element {
      case .int64: x.elements(as: Int64.self)
      case .int32: x.elements(as: Int32.self).map(Int64.init)
      case .int8: x.elements(as: Int8.self).map(Int64.init)
      default: x.withBytes { $0.map(Int64.init) }
      }
    return [try made(of: integers, shape: x.shape)]
  }

  private func made(of reals: [Float], shape: Shape) throws -> Tensor {
    func clamped<Code: FixedWidthInteger>(_: Code.Type) -> [Code] {
      reals.map { x in
        if x.isNaN { return 0 }
        return Code(exactly: x.rounded(.towardZero)) ?? (x < 0 ? .min : .max)
      }
    }
    return switch element {
    case .int64: try Tensor(clamped(Int64.self), shape: shape)
    case .int32: try Tensor(clamped(Int32.self), shape: shape)
    case .int8: try Tensor(clamped(Int8.self), shape: shape)
    case .uint8: try Tensor(clamped(UInt8.self), shape: shape)
    case .bool: try Tensor(reals.map { $0 != 0 }, shape: shape)
    default: try Tensor(reals, shape: shape)
    }
  }

  private func made(of integers: [Int64], shape: Shape) throws -> Tensor {
    switch element {
    case .float32: try Tensor(integers.map { Float($0) }, shape: shape)
    case .int32: try Tensor(integers.map { Int32(clamping: $0) }, shape: shape)
    case .int8: try Tensor(integers.map { Int8(clamping: $0) }, shape: shape)
    case .uint8: try Tensor(integers.map { UInt8(clamping: $0) }, shape: shape)
    case .bool: try Tensor(integers.map { $0 != 0 }, shape: shape)
    default: try Tensor(integers, shape: shape)
    }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("mask", Cast(.float32), [Tensor([Int64(0), 1, 1, -7, 40_000])]),
      OperatorSample("bytes", Cast(.float32), [Tensor([UInt8(0), 1, 255])]),
      OperatorSample("reals", Cast(.int32), [.random([7], from: -9, to: 9, seed: 1)]),
    ]
  }
}

extension Cast: NonDifferentiable {
  package static let reasonWithoutGradient = "integers have no gradient"
}

extension Cast: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), element == .float32 else { return nil }
    if x.element == .float32 { return Movement.copy(request) }
    let call = KernelCall.cast(count: x.shape.count, from: x.element == .bool ? .uint8 : x.element)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension Cast: ONNXConvertible {
  package static let onnxNames = ["Cast"]

  /// Numbers of TensorProto.DataType.
  private static let types: [Int: ElementType] = [1: .float32, 2: .uint8, 3: .int8, 6: .int32, 7: .int64, 9: .bool]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = node.int("to", default: 0)
    guard let element = types[stated] else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "to", problem: "\(stated)")
    }
    let (x, channelsLast) = try context.anyLayout(of: node)
    let y = context.graph.type(of: x).element == element ? x : try context.apply(Cast(element), x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let number = Cast.types.first { $0.value == element }?.key ?? 1
    context.appendElementwise("Cast", node, ["to": .int(number)])
  }
}
