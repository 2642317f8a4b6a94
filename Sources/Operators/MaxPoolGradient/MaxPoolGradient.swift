package import Graphs
import Kernels
package import Tensors

/// The gradient of a maximum pooling: every window adds its `dy` to the first maximum in scan order.
///
/// - Inputs: the pooled image `x [N,H,W,C]`, `dy [N,OH,OW,C]`. Output: `dx [N,H,W,C]`.
package struct MaxPoolGradient: Operator {
  package let pool: MaxPool

  package init(_ pool: MaxPool) { self.pool = pool }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    let dy = try TypeChecks.float32(inputs, 1, rank: 4)
    let y = try Pooling.outputShape(x, kernel: pool.kernel, window: pool.window)
    guard y == dy else { throw .shape("a gradient \(dy) for an output \(y)") }
    return [.float32(x)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, dy) = (try inputs.tensor(0), try inputs.tensor(1))
    var result = Tensor(zeros: .float32(x.shape))
    let channels = x.shape[3]
    let (elements, gradient) = (x.floats, dy.floats)
    result.withMutableElements(as: Float.self) { dx in
      Pooling.forEachWindow(input: x.shape, output: dy.shape, kernel: pool.kernel, window: pool.window) {
        pixel, sources in
        for c in 0..<channels {
          guard var best = sources.first else { continue }
          for source in sources where elements[source * channels + c] > elements[best * channels + c] { best = source }
          dx[best * channels + c] += gradient[pixel * channels + c]
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    let ties = Tensor(repeating: 1, shape: [1, 4, 4, 3])
    return [
      OperatorSample(
        "2×2", MaxPoolGradient(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2)))),
        [.random([2, 6, 8, 17], seed: 1), .random([2, 3, 4, 17], seed: 2)]),
      OperatorSample(
        "3×3 overlapping, padded",
        MaxPoolGradient(MaxPool(Pair(3, 3), Window(stride: Pair(2, 2), padding: Padding(1)))),
        [.random([1, 7, 7, 5], seed: 3), .random([1, 4, 4, 5], seed: 4)]),
      OperatorSample(
        "ties", MaxPoolGradient(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2)))),
        [ties, .random([1, 2, 2, 3], seed: 5)]),
    ]
  }
}

extension MaxPoolGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension MaxPoolGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape,
      let geometry = Pooling.geometry(x, kernel: pool.kernel, window: pool.window)
    else { return nil }
    return KernelCall.maxPoolGradient(geometry, instructionSet: request.instructionSet).map {
      KernelBinding($0, operands: [.input(0), .input(1)])
    }
  }
}
