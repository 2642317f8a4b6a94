package import Graphs
import Kernels
package import Tensors

/// The straight-through gradient of ``FakeQuantize``: `dy` where the code, before it is clamped, lies in the range.
///
/// - Inputs: `x`, what was rounded, and `dy` of the same shape. Output: `dx`.
package struct FakeQuantizeGradient: Operator {
  package let forward: FakeQuantize

  package init(_ forward: FakeQuantize) { self.forward = forward }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try forward.outputTypes(for: [inputs[0]])[0].shape
    let dy = try TypeChecks.float32(inputs, 1)
    guard x == dy else { throw .shape("a gradient \(dy) for \(x)") }
    return [.float32(x)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, dy) = (try inputs.tensor(0), try inputs.tensor(1))
    let made = FakeQuantizing.gradients(
      x.floats, dy.floats, steps: forward.parameters.scales, form: forward.form(x.shape), factor: 1)
    return [try Tensor(made.dx, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    FakeQuantize.samples.compactMap { sample in
      guard let op = sample.op as? FakeQuantize, let x = sample.inputs[0] else { return nil }
      return OperatorSample(sample.title, FakeQuantizeGradient(op), [x, .random(x.shape, seed: 9)])
    }
  }
}

extension FakeQuantizeGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension FakeQuantizeGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    let call = KernelCall.fakeQuantizeGradient(
      forward.form(x), steps: forward.parameters.scales, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)], inPlace: .input(1)) }
  }
}
