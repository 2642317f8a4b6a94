package import Graphs
import Kernels
package import Tensors

/// The gradient of a clamp, seen from its output: `dx = dy` where `low < y < high`, 0 elsewhere.
///
/// - Inputs: `y`, the clamped value, and `dy` of the same shape.
package struct ClampGradient: Operator {
  package let low: Float
  package let high: Float

  package init(low: Float, high: Float) {
    self.low = low
    self.high = high
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let y = try TypeChecks.float32(inputs, 0)
    let dy = try TypeChecks.float32(inputs, 1)
    guard y == dy else { throw .shape("the value \(y) and its gradient \(dy) differ") }
    return [.float32(dy)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (y, dy) = (try inputs.tensor(0), try inputs.tensor(1))
    return [try Tensor(zip(y.floats, dy.floats).map { $0 > low && $0 < high ? $1 : 0 }, shape: dy.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "relu6", ClampGradient(low: 0, high: 6), [.random([67], from: -3, to: 9, seed: 1), .random([67], seed: 2)]),
      OperatorSample(
        "relu", ClampGradient(low: 0, high: .infinity),
        [.random([2, 3, 3, 5], seed: 3), .random([2, 3, 3, 5], seed: 4)]),
    ]
  }
}

extension ClampGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension ClampGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let y = request.input(0)?.shape else { return nil }
    let call = KernelCall.clampGradient(
      low: low, high: high, count: y.count, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)], inPlace: .input(1)) }
  }
}
