import Foundation
import Kernels
import Tensors

/// The descent on V of one layer.
struct AdaRoundSearch {
  private let problem: AdaRound.Problem
  private let options: AdaRound
  private let count: Int
  private let rows: Int
  private let limit: Float
  private let forward: MatrixProduct
  private let backward: MatrixProduct
  private let sigmoid: KernelCall
  private let logarithm: KernelCall
  private let exponential: KernelCall
  private var random: RandomSource

  /// Of every weight: its step, its code when rounded down, and V.
  private let steps: Storage
  private let floors: Storage
  private let v: Storage
  private let weights: Storage
  /// σ(V), then work space.
  private let sigma: Storage
  private let work: Storage
  private let gradient: Storage
  private let (first, second): (Storage, Storage)
  /// Of one step.
  private let inputs: Storage
  private let outputs: Storage
  private var chosen: [Int]

  init?(_ problem: AdaRound.Problem, grid: WeightGrid, options: AdaRound) {
    self.problem = problem
    self.options = options
    count = problem.weights.count
    rows = min(options.batch, problem.positions)
    limit = Float(grid.limit)
    guard
      let forward = MatrixProduct(
        rows: rows, columns: problem.outputs, depth: problem.columns, transposeB: true),
      let backward = MatrixProduct(
        rows: problem.outputs, columns: problem.columns, depth: rows, transposeA: true),
      let sigmoid = KernelCall.unary(.sigmoid, count: count), let logarithm = KernelCall.unary(.log, count: count),
      let exponential = KernelCall.unary(.exp, count: count)
    else { return nil }
    self.forward = forward
    self.backward = backward
    (self.sigmoid, self.logarithm, self.exponential) = (sigmoid, logarithm, exponential)
    random = RandomSource(seed: options.seed, stream: "adaround")
    steps = Storage(
      floats: problem.weights.indices.map { grid.step(row: $0 / grid.columns, column: $0 % grid.columns) })
    floors = Storage(floatCount: count)
    v = Storage(floatCount: count)
    for i in 0..<count {
      let ratio = problem.weights[i] / steps.floats[i]
      let floor = ratio.rounded(.down)
      floors.floats[i] = floor
      // h(V) = the fraction, kept from the ends of the stretched sigmoid.
      let share = min(max(Double(ratio - floor), 1e-4), 1 - 1e-4)
      v.floats[i] = Float(-log(Double(AdaRound.stretch) / (share - Double(AdaRound.offset)) - 1))
    }
    weights = Storage(floatCount: count)
    sigma = Storage(floatCount: count)
    work = Storage(floatCount: count)
    gradient = Storage(floatCount: count)
    (first, second) = (Storage(floatCount: count), Storage(floatCount: count))
    inputs = Storage(floatCount: rows * problem.columns)
    outputs = Storage(floatCount: rows * problem.outputs)
    chosen = [Int](repeating: 0, count: rows)
  }

  /// Weights rounded up where V is at least 0.
  var codes: [Int8] {
    (0..<count).map { Int8(min(max(floors.floats[$0] + (v.floats[$0] >= 0 ? 1 : 0), -limit), limit)) }
  }

  var undecided: Int {
    (0..<count).reduce(0) { total, i in
      let h = AdaRound.stretch / (1 + exp(-v.floats[i])) + AdaRound.offset
      return total + (h > 0.05 && h < 0.95 ? 1 : 0)
    }
  }

  /// One step of Adam on a draw of positions.
  mutating func step(_ number: Int) {
    draw()
    Kernels.run(sigmoid, buffers: [v.base, sigma.base])
    let (s, w, floors, steps) = (sigma.floats, weights.floats, self.floors.floats, self.steps.floats)
    for i in 0..<count {
      let h = min(max(s[i] * AdaRound.stretch + AdaRound.offset, 0), 1)
      w[i] = min(max(floors[i] + h, -limit), limit) * steps[i]
    }
    forward.run(inputs, weights, into: outputs)
    differ()
    backward.run(outputs, inputs, into: gradient)
    let progress = Double(number) / Double(max(options.steps, 1))
    if progress >= AdaRound.warmUp {
      let share = (progress - AdaRound.warmUp) / (1 - AdaRound.warmUp)
      regularize(exponent: Float(2 + 18 * 0.5 * (1 + cos(.pi * share))))
    } else {
      work.floats.update(repeating: 0)
    }
    let (g, r) = (gradient.floats, work.floats)
    for i in 0..<count {
      let stretched = s[i] * AdaRound.stretch + AdaRound.offset
      let slope = stretched > 0 && stretched < 1 ? AdaRound.stretch * s[i] * (1 - s[i]) : 0
      let code = floors[i] + stretched
      let passes: Float = code >= -limit && code <= limit ? 1 : 0
      g[i] = (g[i] * steps[i] * passes + r[i]) * slope
    }
    guard let p = v.floats.baseAddress, let dp = g.baseAddress, let m = first.floats.baseAddress,
      let q = second.floats.baseAddress
    else { return }
    adamStep(
      parameters: p, gradients: UnsafePointer(dp), first: m, second: q, count: count, step: number + 1,
      AdamOptions(learningRate: options.learningRate))
  }

  /// Positions for one step, and their patches.
  private mutating func draw() {
    let columns = problem.columns
    for row in 0..<rows {
      chosen[row] = rows == problem.positions ? row : random.integer(below: problem.positions)
    }
    let target = inputs.floats
    problem.inputs.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        for column in 0..<columns { target[row * columns + column] = source[chosen[row] * columns + column] }
      }
    }
  }

  /// Outputs → the gradient of their error.
  private func differ() {
    let (y, n) = (outputs.floats, problem.outputs)
    let factor = 2 / Float(rows)
    let (low, high) = (problem.clamp.lowerBound, problem.clamp.upperBound)
    problem.targets.withUnsafeBufferPointer { targets in
      problem.bias.withUnsafeBufferPointer { bias in
        for row in 0..<rows {
          for o in 0..<n {
            let made = y[row * n + o] + bias[o]
            let wanted = min(max(targets[chosen[row] * n + o], low), high)
            let passes: Float = made > low && made < high ? 1 : 0
            y[row * n + o] = factor * (min(max(made, low), high) - wanted) * passes
          }
        }
      }
    }
  }

  /// `d/dh λ·Σ(1 − |2h − 1|^β) = −2λβ·|2h − 1|^(β−1)·sign(2h − 1)`, into the work space.
  private func regularize(exponent: Float) {
    let (s, r) = (sigma.floats, work.floats)
    for i in 0..<count {
      let h = min(max(s[i] * AdaRound.stretch + AdaRound.offset, 0), 1)
      r[i] = max(abs(2 * h - 1), 1e-12)
    }
    Kernels.run(logarithm, buffers: [work.base, work.base])
    for i in 0..<count { r[i] *= exponent - 1 }
    Kernels.run(exponential, buffers: [work.base, work.base])
    let factor = -2 * options.regularization * exponent
    for i in 0..<count {
      let isUp = s[i] * AdaRound.stretch + AdaRound.offset >= 0.5
      r[i] *= isUp ? factor : -factor
    }
  }
}
