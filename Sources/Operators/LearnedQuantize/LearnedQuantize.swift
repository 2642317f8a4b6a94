package import Graphs
package import Kernels
package import Tensors

/// Reals as codes would give them back, with a step that training learns: `y = step·clamp(RNE(x / step), low, high)`.
///
/// - Inputs: `x`, and `parameter` of one element or one for each index of `axis`: the step itself, or with
///   ``RoundingGradient/learnedLimit`` the upper limit `α = high·step`.
/// - Gradients: `dx = dy` for `low < x/step < high`, 0 elsewhere. Of the step (LSQ), summed over its elements and times
///   `1/√(N·high)`: `RNE(v) − v` inside, `low` below, `high` above, with `v = x/step` and N elements of one sample or of
///   the weights that share the step. Of the limit (PACT): 1 where `x ≥ α`.
/// - Source: Esser et al. 2020 (arXiv 1902.08153); Choi et al. 2018 (arXiv 1805.06085).
package struct LearnedQuantize: Operator {
  package let codes: ClosedRange<Int>
  package let axis: Int?
  package let gradient: RoundingGradient
  /// The `N` in the factor on the gradient of the step.
  package let sharing: Int

  /// - Parameters:
  ///   - codes: symmetric zero point; the upper end is at least 1.
  ///   - sharing: elements that share a step: of one sample for activations, of the tensor for weights.
  package init(codes: ClosedRange<Int>, axis: Int? = nil, gradient: RoundingGradient = .learnedStep, sharing: Int) {
    self.codes = codes
    self.axis = axis
    self.gradient = gradient
    self.sharing = sharing
  }

  package static let parameterInputs = [0, 1]

  func form(_ shape: Shape) -> FakeQuantization {
    FakeQuantization(shape: shape, axis: axis, codes: codes, gradient: gradient)
  }

  /// On the gradient of the parameter.
  var factor: Float {
    gradient == .learnedStep ? 1 / (Float(max(sharing, 1)) * Float(codes.upperBound)).squareRoot() : 1
  }

  /// The steps that a parameter stands for.
  package func steps(_ parameter: [Float]) -> [Float] {
    let divisor = gradient == .learnedLimit ? Float(codes.upperBound) : 1
    return parameter.map { max($0 / divisor, FakeQuantization.smallestStep) }
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try TypeChecks.float32(inputs, 0)
    let parameter = try TypeChecks.float32(inputs, 1)
    guard codes.lowerBound <= 0, codes.upperBound >= 1, codes.lowerBound >= -(1 << 22), codes.upperBound <= 1 << 22
    else {
      throw .attribute(name: "codes", problem: "\(codes)")
    }
    if let axis, !(0..<x.rank).contains(axis) { throw .attribute(name: "axis", problem: "\(axis) of \(x)") }
    guard parameter.count == axis.map({ x[$0] }) ?? 1 else { throw .shape("\(parameter) steps for \(x)") }
    return [.float32(x)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, parameter) = (try inputs.tensor(0), try inputs.tensor(1))
    let y = FakeQuantizing.values(x.floats, steps: steps(parameter.floats), form: form(x.shape))
    return [try Tensor(y, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "unsigned", LearnedQuantize(codes: 0...15, sharing: 225),
        [.random([2, 5, 5, 9], from: -0.5, to: 2, seed: 1), Tensor([Float(0.1)])]),
      OperatorSample(
        "weights per channel", LearnedQuantize(codes: -8...7, axis: 0, sharing: 35),
        [.random([3, 35], seed: 2), Tensor([0.1, 0.02, 0.3] as [Float])]),
      OperatorSample(
        "upper limit", LearnedQuantize(codes: 0...15, gradient: .learnedLimit, sharing: 67),
        [.random([67], from: -1, to: 3, seed: 3), Tensor([Float(2)])]),
    ]
  }
}

extension LearnedQuantize: FakeQuantizer {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let x = call.inputs[0] else { return [nil, nil] }
    let made = try graph.append(LearnedQuantizeGradient(self), [x, call.inputs[1], dy])
    return [wanted[0] ? made[0] : nil, wanted[1] && gradient != .straightThrough ? made[1] : nil]
  }
}

extension LearnedQuantize: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    return KernelCall.fakeQuantize(form(x), steps: nil, instructionSet: request.instructionSet)
      .map { KernelBinding($0, operands: [.input(0), .input(1)], inPlace: .input(0)) }
  }
}
