package import Graphs
package import Tensors

/// The same bits read as another element type of the same width.
///
/// - Source: ONNX BitCast-26.
package struct BitCast: Operator {
  package let element: ElementType

  package init(_ element: ElementType) { self.element = element }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.present(inputs, 0)
    guard x.quantization == nil, x.element.bitWidth == element.bitWidth else {
      throw .elementType(input: 0, expected: "\(element.bitWidth) bits", found: "\(x)")
    }
    return [TensorType(element, x.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [x.retyped(try outputTypes(for: [x.type])[0])]
  }

  package static var samples: [OperatorSample] {
    [OperatorSample("bits of reals", BitCast(.int32), [.random([2, 3], seed: 1)])]
  }
}

extension BitCast: NonDifferentiable {
  package static let reasonWithoutGradient = "bits are no numbers"
}

extension BitCast: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { Movement.copy(request) }
}

extension BitCast: ONNXReadable {
  package static let onnxNames = ["BitCast"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let code = node.int("to", default: 0)
    guard let element = ElementType(onnxCode: Int32(clamping: code)) else { throw node.refused("to", "\(code)") }
    return try context.asStated(BitCast(element), inputs: 1, node)
  }
}
