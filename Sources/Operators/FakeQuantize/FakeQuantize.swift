package import Graphs
import Kernels
package import Tensors

/// Reals as codes would give them back: `y = scale·(clamp(RNE(x / scale) + zeroPoint, low, high) − zeroPoint)`.
///
/// Stands in a graph that is trained where the quantized one has QuantizeLinear and DequantizeLinear. The gradient goes
/// straight through: `dx = dy` where the code, before it is clamped, lies in `low...high`, 0 elsewhere.
/// - Source: Jacob et al. 2018 (arXiv 1712.05877); Krishnamoorthi 2018 (arXiv 1806.08342).
package struct FakeQuantize: Operator {
  package let parameters: QuantizationParameters
  /// Codes that may be used; fewer than 8 bits leave a part of the stored type unused.
  package let codes: ClosedRange<Int>

  /// - Parameters:
  ///   - parameters: one zero point for all channels.
  ///   - codes: at most 16 bits wide; holds the zero point.
  package init(_ parameters: QuantizationParameters, codes: ClosedRange<Int>) {
    self.parameters = parameters
    self.codes = codes
  }

  /// The layout of a tensor and the codes counted from the zero point.
  func form(_ shape: Shape) -> FakeQuantization {
    let zero = Int(parameters.zeroPoint)
    return FakeQuantization(
      shape: shape, axis: parameters.axis, codes: codes.lowerBound - zero...codes.upperBound - zero,
      gradient: .straightThrough)
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let shape = try TypeChecks.float32(inputs, 0)
    do { try parameters.validate(element: .int32, shape: shape) } catch {
      throw .attribute(name: "scale", problem: "\(error)")
    }
    guard codes.lowerBound >= -32_768, codes.upperBound <= 65_535, codes.contains(Int(parameters.zeroPoint)),
      Set(parameters.zeroPoints).count == 1
    else { throw .attribute(name: "codes", problem: "\(codes) with zero points \(parameters.zeroPoints)") }
    return [.float32(shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [
      try Tensor(FakeQuantizing.values(x.floats, steps: parameters.scales, form: form(x.shape)), shape: x.shape)
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "uint8", FakeQuantize(QuantizationParameters(scale: 0.006, zeroPoint: 100), codes: 0...255),
        [.random([2, 5, 5, 9], seed: 1)]),
      OperatorSample(
        "4 bits per channel",
        FakeQuantize(QuantizationParameters(symmetric: [0.1, 0.02, 0.3], axis: 0), codes: -7...7),
        [.random([3, 35], seed: 2)]),
      OperatorSample(
        "last axis", FakeQuantize(QuantizationParameters(symmetric: [0.1, 0.02, 0.3], axis: 2), codes: -7...7),
        [.random([3, 3, 3], seed: 3)]),
    ]
  }
}

extension FakeQuantize: FakeQuantizer {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard wanted[0], let dy = gradients[0], let x = call.inputs[0] else { return [nil] }
    return [try graph.apply(FakeQuantizeGradient(self), x, dy)]
  }
}

extension FakeQuantize: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    return KernelCall.fakeQuantize(form(x), steps: parameters.scales, instructionSet: request.instructionSet)
      .map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }
}
