package import Graphs
import Kernels
package import Tensors

/// The gradient of a mean pooling: every window divides its `dy` among its elements.
///
/// - Input: `dy [N,OH,OW,C]`. Output: `dx` of `inputShape`.
package struct AveragePoolGradient: Operator {
  package let pool: AveragePool
  package let inputShape: Shape

  package init(_ pool: AveragePool, inputShape: Shape) {
    self.pool = pool
    self.inputShape = inputShape
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let dy = try TypeChecks.float32(inputs, 0, rank: 4)
    guard inputShape.rank == 4 else { throw .attribute(name: "inputShape", problem: "\(inputShape)") }
    let y = try Pooling.outputShape(inputShape, kernel: pool.kernel, window: pool.window)
    guard y == dy else { throw .shape("a gradient \(dy) for an output \(y)") }
    return [.float32(inputShape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let dy = try inputs.tensor(0)
    var result = Tensor(zeros: .float32(inputShape))
    let channels = inputShape[3]
    let gradient = dy.floats
    result.withMutableElements(as: Float.self) { dx in
      Pooling.forEachWindow(input: inputShape, output: dy.shape, kernel: pool.kernel, window: pool.window) {
        pixel, sources in
        let count = pool.countsPadding ? pool.kernel.height * pool.kernel.width : sources.count
        for source in sources {
          for c in 0..<channels { dx[source * channels + c] += gradient[pixel * channels + c] / Float(count) }
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    let padded = Window(stride: Pair(2, 2), padding: Padding(1))
    return [
      OperatorSample(
        "2×2", AveragePoolGradient(AveragePool(Pair(2, 2), Window(stride: Pair(2, 2))), inputShape: [2, 6, 8, 17]),
        [.random([2, 3, 4, 17], seed: 1)]),
      OperatorSample(
        "padding left out", AveragePoolGradient(AveragePool(Pair(3, 3), padded), inputShape: [1, 7, 7, 5]),
        [.random([1, 4, 4, 5], seed: 2)]),
      OperatorSample(
        "padding counted",
        AveragePoolGradient(AveragePool(Pair(3, 3), padded, countsPadding: true), inputShape: [1, 7, 7, 5]),
        [.random([1, 4, 4, 5], seed: 3)]),
    ]
  }
}

extension AveragePoolGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension AveragePoolGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty,
      let geometry = Pooling.geometry(inputShape, kernel: pool.kernel, window: pool.window)
    else { return nil }
    let call = KernelCall.averagePoolGradient(
      geometry, countIncludePad: pool.countsPadding, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
