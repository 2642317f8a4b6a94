package import Graphs
import Kernels
package import Tensors

/// The gradients of ``LearnedQuantize`` with respect to what it rounds and to its parameter.
///
/// - Inputs: `x`, `parameter`, `dy` of the shape of `x`. Outputs: `dx`, and one of the parameter's shape.
package struct LearnedQuantizeGradient: Operator {
  package let forward: LearnedQuantize

  package init(_ forward: LearnedQuantize) { self.forward = forward }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try forward.outputTypes(for: [inputs[0], inputs[1]])[0].shape
    let dy = try TypeChecks.float32(inputs, 2)
    guard x == dy else { throw .shape("a gradient \(dy) for \(x)") }
    return [.float32(x), .float32(try TypeChecks.float32(inputs, 1))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, parameter, dy) = (try inputs.tensor(0), try inputs.tensor(1), try inputs.tensor(2))
    let made = FakeQuantizing.gradients(
      x.floats, dy.floats, steps: forward.steps(parameter.floats), form: forward.form(x.shape), factor: forward.factor)
    return [try Tensor(made.dx, shape: x.shape), try Tensor(made.parameters, shape: parameter.shape)]
  }

  package static var samples: [OperatorSample] {
    LearnedQuantize.samples.compactMap { sample in
      guard let op = sample.op as? LearnedQuantize, let x = sample.inputs[0] else { return nil }
      return OperatorSample(
        sample.title, LearnedQuantizeGradient(op), [x, sample.inputs[1], .random(x.shape, seed: 9)])
    }
  }
}

extension LearnedQuantizeGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension LearnedQuantizeGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    let call = KernelCall.fakeQuantizeGradient(
      forward.form(x), steps: nil, factor: forward.factor, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1), .input(2)], inPlace: .input(2)) }
  }
}
