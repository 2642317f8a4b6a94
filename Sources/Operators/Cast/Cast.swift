package import Graphs
import Kernels
package import Tensors

/// The same numbers as another element type.
///
/// Reals are rounded once, to nearest even. Reals become integers by dropping the fraction; what lies outside 8 bits and
/// more becomes the nearest end, NaN 0, and of narrower types the low bits are kept (ONNX leaves these open). Of
/// integers the low bits are kept. Any number but 0 is true.
/// - Source: ONNX Cast-25 for reals of 16 to 64 bits, bool and integers of 2 to 64 bits.
package struct Cast: Operator {
  package let element: ElementType

  package init(_ element: ElementType) { self.element = element }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let type = try TypeChecks.present(inputs, 0)
    guard type.quantization == nil else {
      throw .elementType(input: 0, expected: "plain numbers", found: "\(type)")
    }
    return [TensorType(element, type.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [x.element == element ? x : try Tensor(x.numbers, as: element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("mask", Cast(.float32), [Tensor([Int64(0), 1, 1, -7, 40_000])]),
      OperatorSample("bytes", Cast(.float32), [Tensor([UInt8(0), 1, 255])]),
      OperatorSample("reals", Cast(.int32), [.random([7], from: -9, to: 9, seed: 1)]),
      OperatorSample("half precision", Cast(.float16), [.random([9], from: -9, to: 9, seed: 2)]),
      OperatorSample("nibbles", Cast(.int4), [Tensor([Int8(-8), 7, 3])]),
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
  package static let onnxNames = ["Cast", "CastLike"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let element: ElementType
    if node.kind == "CastLike" {
      element = try context.inputType(1, of: node).element
    } else {
      element = try Cast.target(of: node)
    }
    let y = context.graph.type(of: x).element == element ? x : try context.apply(Cast(element), x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  /// The element type that a node states; before version 6 by name.
  private static func target(of node: ForeignNode) throws(ForeignError) -> ElementType {
    if let found = Int32(exactly: node.int("to", default: 0)).flatMap({ ElementType(onnxCode: $0) }) { return found }
    let names: [String: ElementType] = [
      "FLOAT": .float32, "DOUBLE": .float64, "INT32": .int32, "INT64": .int64, "BOOL": .bool, "FLOAT16": .float16,
      "INT8": .int8, "UINT8": .uint8, "INT16": .int16, "UINT16": .uint16, "UINT32": .uint32, "UINT64": .uint64,
    ]
    guard let found = names[node.string("to", default: "")] else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "to", problem: "\(node.int("to", default: 0))")
    }
    return found
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    if let x = node.inputs[0], context.graph.constant(x) != nil, element == .float32,
      context.isWrittenByReaders(node.outputs[0])
    {
      return
    }
    context.appendElementwise("Cast", node, ["to": .int(Int(element.onnxCode))])
  }
}
