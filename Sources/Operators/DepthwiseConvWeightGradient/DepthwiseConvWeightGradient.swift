package import Graphs
import Kernels
package import Tensors

/// The gradient of a depthwise convolution with respect to its weights: the image correlated with `dy`, summed over the batch.
///
/// - Inputs: `x [N,H,W,C]`, `dy [N,OH,OW,O]`. Output: `dw` of `weightShape`, `[KH,KW,C·m]`.
package struct DepthwiseConvWeightGradient: Operator {
  package let convolution: DepthwiseConv
  package let weightShape: Shape

  package init(_ convolution: DepthwiseConv, weightShape: Shape) {
    self.convolution = convolution
    self.weightShape = weightShape
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let dy = try TypeChecks.float32(inputs, 1, rank: 4)
    let y = try convolution.outputTypes(for: [try TypeChecks.present(inputs, 0), .float32(weightShape)])[0].shape
    guard y == dy else { throw .shape("a gradient \(dy) for an output \(y)") }
    return [.float32(weightShape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, dy) = (try inputs.tensor(0), try inputs.tensor(1))
    let w = weightShape
    let (image, gradient) = (x.floats, dy.floats)
    let (channels, outputs) = (x.shape[3], dy.shape[3])
    let multiplier = outputs / max(1, channels)
    var result = Tensor(zeros: .float32(w))
    result.withMutableElements(as: Float.self) { dw in
      WindowTaps.forEach(
        input: x.shape, output: dy.shape, kernel: Pair(w[0], w[1]), window: convolution.window
      ) { pixel, tap, source in
        for k in 0..<outputs {
          dw[tap * outputs + k] += gradient[pixel * outputs + k] * image[source * channels + k / multiplier]
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ op: DepthwiseConv, x: Shape, w: Shape) -> OperatorSample {
      let y = (try? op.outputTypes(for: [.float32(x), .float32(w)]))?.first?.shape ?? []
      return OperatorSample(
        title, DepthwiseConvWeightGradient(op, weightShape: w), [.random(x, seed: 1), .random(y, seed: 2)])
    }
    return [
      sample("3×3, padded", DepthwiseConv(Window(padding: Padding(1))), x: [2, 6, 5, 17], w: [3, 3, 17]),
      sample(
        "stride 2, two per channel", DepthwiseConv(Window(stride: Pair(2, 2), padding: Padding(1))), x: [1, 7, 7, 3],
        w: [3, 3, 6]),
    ]
  }
}

extension DepthwiseConvWeightGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension DepthwiseConvWeightGradient: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let dy = inputs[1]?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    let w = weightShape
    return OperatorCost(multiplyAccumulates: dy.count, w[0], w[1])
  }
}

extension DepthwiseConvWeightGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    let call = KernelCall.depthwiseWeightGradient(
      convolution.geometry(input: x, weights: weightShape), instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}
