package import Graphs
import Kernels
package import Tensors

/// The gradient of a convolution with respect to its weights: the image correlated with `dy`, summed over the batch.
///
/// - Inputs: `x [N,H,W,C]`, `dy [N,OH,OW,O]`. Output: `dw` of `weightShape`, `[O,KH,KW,C/groups]`.
package struct ConvWeightGradient: Operator {
  package let convolution: Conv
  package let weightShape: Shape

  package init(_ convolution: Conv, weightShape: Shape) {
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
    let (taps, perGroup, outputsPerGroup) = (w[1] * w[2], w[3], outputs / convolution.groups)
    var result = Tensor(zeros: .float32(w))
    result.withMutableElements(as: Float.self) { dw in
      WindowTaps.forEach(
        input: x.shape, output: dy.shape, kernel: Pair(w[1], w[2]), window: convolution.window
      ) { pixel, tap, source in
        for o in 0..<outputs {
          let first = o / outputsPerGroup * perGroup
          let weight = (o * taps + tap) * perGroup
          for c in 0..<perGroup {
            dw[weight + c] += gradient[pixel * outputs + o] * image[source * channels + first + c]
          }
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ op: Conv, x: Shape, w: Shape) -> OperatorSample {
      let y = (try? op.outputTypes(for: [.float32(x), .float32(w)]))?.first?.shape ?? []
      return OperatorSample(
        title, ConvWeightGradient(op, weightShape: w), [.random(x, seed: 1), .random(y, seed: 2)])
    }
    return [
      sample("3×3, padded", Conv(Window(padding: Padding(1))), x: [2, 6, 5, 3], w: [5, 3, 3, 3]),
      sample(
        "stride 2", Conv(Window(stride: Pair(2, 2), padding: Padding(1))), x: [1, 7, 7, 4], w: [17, 3, 3, 4]),
      sample("two groups", Conv(groups: 2), x: [1, 5, 5, 4], w: [6, 2, 2, 2]),
      sample("dilation 2", Conv(Window(dilation: Pair(2, 2))), x: [1, 6, 6, 2], w: [3, 3, 3, 2]),
    ]
  }
}

extension ConvWeightGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension ConvWeightGradient: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let dy = inputs[1]?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    let w = weightShape
    return OperatorCost(multiplyAccumulates: dy.count, w[1], w[2], w[3])
  }
}

extension ConvWeightGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape else { return nil }
    let call = KernelCall.convolutionWeightGradient(
      convolution.geometry(input: x, weights: weightShape), instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}
