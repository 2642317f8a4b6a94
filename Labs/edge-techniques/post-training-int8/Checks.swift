import JudgeKit

@main enum Checks {
  static func main() { Judge.run(weightScales + clipping + codes + ranges) }
}

/// Weights with a shape and the axis of their channels.
struct WeightCase {
  var weights: [Float]
  var shape: [Int]
  var axis: Int

  /// Channels whose sizes differ by powers of two, so that a wrong axis cannot look right.
  static func random(_ source: inout RandomSource, shape: [Int], axis: Int) -> WeightCase {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let sizes = (0..<shape[axis]).map { _ in Float(1 << source.integer(in: 0...6)) / 16 }
    let weights = (0..<shape.reduce(1, *)).map { index in source.normal() * sizes[index / inner % shape[axis]] }
    return WeightCase(weights: weights, shape: shape, axis: axis)
  }

  /// One case of each layout: convolution, depthwise, Gemm.
  static func layouts(_ source: inout RandomSource) -> [WeightCase] {
    [
      random(&source, shape: [2, 1, 1, 2], axis: 0), random(&source, shape: [1, 1, 3], axis: 2),
      random(&source, shape: [4, 3, 3, 5], axis: 0), random(&source, shape: [3, 3, 7], axis: 2),
      random(&source, shape: [6, 11], axis: 0),
    ]
  }

  func channel(_ index: Int, blockedBy inner: Int? = nil) -> Int {
    index / (inner ?? shape[(axis + 1)...].reduce(1, *)) % shape[axis]
  }

  func largest() -> [Float] {
    weights.indices.reduce(into: [Float](repeating: 0, count: shape[axis])) { largest, index in
      largest[channel(index)] = max(largest[channel(index)], weights[index].magnitude)
    }
  }
}
