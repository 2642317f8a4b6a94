package import Graphs
import Kernels
package import Tensors

/// The reals that codes stand for: `x = (q − zeroPoint) · scale` in float32, with the parameters of the input's type.
///
/// - Source: ONNX DequantizeLinear-21, with constant scales and zero points: one, one per index of an axis, or in blocks.
package struct DequantizeLinear: Operator {
  package init() {}

  package var actsOnCodes: Bool { true }
  package static let parameterInputs = [0]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let type = try TypeChecks.present(inputs, 0)
    guard let parameters = type.quantization else {
      throw .elementType(input: 0, expected: "codes with a scale", found: type.element.rawValue)
    }
    do { try parameters.validate(element: type.element, shape: type.shape) } catch {
      throw .attribute(name: "scale", problem: "\(error)")
    }
    return [.float32(type.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [try inputs.tensor(0).dequantized()] }

  package static var samples: [OperatorSample] {
    let codes = Tensor((0..<77).map { UInt8($0 * 3) })
    let type = TensorType(.uint8, [77], quantization: QuantizationParameters(scale: 0.01, zeroPoint: 100))
    return [OperatorSample("uint8 per tensor", DequantizeLinear(), [codes.retyped(type)])]
  }
}

extension DequantizeLinear: NonDifferentiable {
  package static let reasonWithoutGradient = "its input is made of codes"
}

extension DequantizeLinear: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), let q = x.quantization, q.isPerTensor,
      x.element == .uint8 || x.element == .int8
    else { return nil }
    return KernelCall.dequantize(
      count: x.shape.count, scale: q.scale, zeroPoint: q.zeroPoint, from: x.element,
      instructionSet: request.instructionSet
    ).map { KernelBinding($0, operands: [.input(0)]) }
  }
}
