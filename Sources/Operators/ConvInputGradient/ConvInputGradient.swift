package import Graphs
import Kernels
package import Tensors

/// The gradient of a convolution with respect to its image: `dy` scattered through the weights.
///
/// - Inputs: `dy [N,OH,OW,O]`, `w [O,KH,KW,C/groups]`. Output: `dx` of `inputShape`.
package struct ConvInputGradient: Operator {
  package let convolution: Conv
  package let inputShape: Shape

  package init(_ convolution: Conv, inputShape: Shape) {
    self.convolution = convolution
    self.inputShape = inputShape
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let dy = try TypeChecks.float32(inputs, 0, rank: 4)
    let y = try convolution.outputTypes(for: [.float32(inputShape), try TypeChecks.present(inputs, 1)])[0].shape
    guard y == dy else { throw .shape("a gradient \(dy) for an output \(y)") }
    return [.float32(inputShape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let dy = try inputs.tensor(0)
    let w = try inputs.tensor(1).shape
    let (gradient, weights) = (dy.floats, try inputs.tensor(1).floats)
    let (channels, outputs) = (inputShape[3], dy.shape[3])
    let (taps, perGroup, outputsPerGroup) = (w[1] * w[2], w[3], outputs / convolution.groups)
    var result = Tensor(zeros: .float32(inputShape))
    result.withMutableElements(as: Float.self) { dx in
      WindowTaps.forEach(
        input: inputShape, output: dy.shape, kernel: Pair(w[1], w[2]), window: convolution.window
      ) { pixel, tap, source in
        for o in 0..<outputs {
          let first = o / outputsPerGroup * perGroup
          let weight = (o * taps + tap) * perGroup
          for c in 0..<perGroup {
            dx[source * channels + first + c] += gradient[pixel * outputs + o] * weights[weight + c]
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
        title, ConvInputGradient(op, inputShape: x), [.random(y, seed: 1), .random(w, seed: 2)])
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

extension ConvInputGradient: Differentiable {
  /// It is linear in both inputs: `dy` gets the convolution of the gradient, `w` correlates the gradient with `dy`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let gradient = gradients[0], let dy = call.inputs[0], let w = call.inputs[1] else { return [nil, nil] }
    let weights = ConvWeightGradient(convolution, weightShape: graph.type(of: w).shape)
    return [
      wanted[0] ? try graph.apply(convolution, gradient, w, nil) : nil,
      wanted[1] ? try graph.apply(weights, gradient, dy) : nil,
    ]
  }
}

extension ConvInputGradient: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let dy = inputs[0]?.shape, let w = inputs[1]?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: dy.count, w[1], w[2], w[3])
  }
}

extension ConvInputGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let w = request.input(1)?.shape else { return nil }
    let call = KernelCall.convolutionInputGradient(
      convolution.geometry(input: inputShape, weights: w), instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}
