package import Graphs
import Kernels
package import Tensors

/// uint8 codes of reals, with the scale and the zero point found from the reals themselves:
/// `scale = (max(x, 0) − min(x, 0)) / 255`, `zero = clamp(roundToNearestEven(−min / scale))`,
/// `q = clamp(roundToNearestEven(x / scale) + zero)`. Where all are 0 the scale is 1; NaN has the code of 0.
///
/// - Input: `x` float32. Outputs: codes of the same shape, the scale (float32) and the zero point (uint8), both scalars.
/// - Source: ONNX DynamicQuantizeLinear-11.
package struct DynamicQuantizeLinear: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let shape = try TypeChecks.float32(inputs, 0)
    return [TensorType(.uint8, shape), .float32(.scalar), TensorType(.uint8, .scalar)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let reals = x.floats
    let low = reals.reduce(Float(0)) { $1 < $0 ? $1 : $0 }
    let high = reals.reduce(Float(0)) { $1 > $0 ? $1 : $0 }
    let width = high - low
    let scale = width > 0 ? width / 255 : 1
    func code(_ ratio: Float, _ zero: Float) -> UInt8 {
      let rounded = ratio.isNaN ? 0 : ratio.rounded(.toNearestOrEven)
      return UInt8(min(max(rounded + zero, 0), 255))
    }
    let zero = code(-low / scale, 0)
    let codes = reals.map { code($0 / scale, Float(zero)) }
    return [
      try Tensor(codes, shape: x.shape), try Tensor([scale], shape: .scalar), try Tensor([zero], shape: .scalar),
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("both signs", DynamicQuantizeLinear(), [.random([3, 77], from: -2, to: 5, seed: 1)]),
      OperatorSample("positive", DynamicQuantizeLinear(), [.random([130], from: 1, to: 5, seed: 2)]),
      OperatorSample("zeros", DynamicQuantizeLinear(), [Tensor(zeros: .float32([5]))]),
    ]
  }
}

extension DynamicQuantizeLinear: NonDifferentiable {
  package static let reasonWithoutGradient = "rounding is flat; training through it needs a straight-through estimator"
}

extension DynamicQuantizeLinear: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    return KernelCall.dynamicQuantize(count: x.shape.count, instructionSet: request.instructionSet)
      .map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension DynamicQuantizeLinear: ONNXConvertible {
  package static let onnxNames = ["DynamicQuantizeLinear"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    return try context.append(DynamicQuantizeLinear(), [x], name: node.name).map { .asStated($0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    context.append(
      "DynamicQuantizeLinear", named: node.name, [context.asGiven(x)], node.outputs.map { context.define($0) })
  }
}
