import Graphs
import Kernels
import Tensors

/// Weights, gradients and optimizer state while training: fixed memory that the runtime and the optimizer share.
final class ParameterMemory {
  private(set) var weights: [Storage] = []
  private(set) var gradients: [Storage] = []
  private var moments: [[Storage]] = []
  /// Sums of gradients over several batches; empty when every batch is a step.
  private var sums: [Storage] = []
  private let ids: [ValueID]
  private let shapes: [Shape]
  private let masks: [Tensor?]
  private let optimizer: Optimizer
  private var steps = 0

  /// - Parameters:
  ///   - ids: what is trained.
  ///   - values: its first values.
  ///   - accumulates: whether gradients of several batches make one step.
  init(
    _ ids: [ValueID], values: [Tensor], optimizer: Optimizer, masks: [ValueID: Tensor], accumulates: Bool = false
  ) {
    self.ids = ids
    self.optimizer = optimizer
    self.masks = ids.map { masks[$0] }
    shapes = values.map(\.shape)
    for value in values {
      let memory = Storage(byteCount: value.type.byteCount)
      value.withBytes { bytes in
        if let source = bytes.baseAddress { memory.base.copyMemory(from: source, byteCount: bytes.count) }
      }
      weights.append(memory)
      gradients.append(Storage(byteCount: value.type.byteCount))
      moments.append((0..<optimizer.momentCount).map { _ in Storage(byteCount: value.type.byteCount) })
      if accumulates { sums.append(Storage(byteCount: value.type.byteCount)) }
    }
  }

  private func floats(_ storage: Storage) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: storage.base.assumingMemoryBound(to: Float.self), count: storage.byteCount / 4)
  }

  /// Adds the gradients of one of `count` batches; with the last the mean stands where the gradients of one would.
  func accumulate(_ number: Int, of count: Int) {
    for (sum, gradient) in zip(sums, gradients) {
      let (total, part) = (floats(sum), floats(gradient))
      if number == 0 {
        for i in total.indices { total[i] = part[i] }
      } else {
        for i in total.indices { total[i] += part[i] }
      }
      if number == count - 1 { for i in total.indices { part[i] = total[i] / Float(count) } }
    }
  }

  /// Scales all gradients so that their common Euclidean length is at most `limit`: `g ← g · limit/(‖g‖ + 10⁻⁶)`.
  func clip(to limit: Float) {
    let squares = gradients.reduce(0.0) { sum, gradient in
      sum + floats(gradient).reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let factor = Float(Double(limit) / (squares.squareRoot() + 1e-6))
    guard factor < 1 else { return }
    for gradient in gradients {
      let part = floats(gradient)
      for i in part.indices { part[i] *= factor }
    }
  }

  /// One optimizer step on every parameter, then the masks.
  func update(rateFactor: Float) {
    steps += 1
    for index in ids.indices {
      let count = shapes[index].count
      let w = weights[index].base.assumingMemoryBound(to: Float.self)
      let g = UnsafePointer(gradients[index].base.assumingMemoryBound(to: Float.self))
      let m = moments[index].map { $0.base.assumingMemoryBound(to: Float.self) }
      switch optimizer.adjusted(for: shapes[index], rateFactor: rateFactor) {
      case .sgd(let options):
        sgdStep(parameters: w, gradients: g, velocity: m[0], count: count, options)
      case .adam(let options):
        adamStep(parameters: w, gradients: g, first: m[0], second: m[1], count: count, step: steps, options)
      }
      masks[index]?.withElements(as: Float.self) { mask in for i in mask.indices { w[i] *= mask[i] } }
    }
  }

  /// The graph with the present weights as constants. What the graph itself does not have belongs to the objective.
  func written(into graph: Graph) -> Graph {
    var graph = graph
    for (index, id) in ids.enumerated() where id.index < graph.values.count {
      var tensor = Tensor(zeros: graph.type(of: id))
      tensor.withMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: weights[index].base, count: bytes.count))
      }
      graph.setConstant(id, tensor)
    }
    return graph
  }
}

extension ParameterMemory {
  /// Everything that a later step depends on, the steps taken apart: weights, then moments, parameter by parameter.
  var kept: [[Float]] { (weights + moments.joined()).map { Array(floats($0)) } }

  var weightValues: [[Float]] { weights.map { Array(floats($0)) } }

  /// Takes over what ``kept`` gave. False, and nothing changed, when it is of other extents.
  func restore(_ kept: [[Float]], steps: Int) -> Bool {
    let targets = (weights + moments.joined()).map(floats)
    guard kept.map(\.count) == targets.map(\.count) else { return false }
    for (target, values) in zip(targets, kept) { _ = target.update(fromContentsOf: values) }
    self.steps = steps
    return true
  }

  /// Puts given weights in the place of the present ones. False, and nothing changed, when they are of other extents.
  func restore(weights values: [[Float]]) -> Bool {
    let targets = weights.map(floats)
    guard values.map(\.count) == targets.map(\.count) else { return false }
    for (target, values) in zip(targets, values) { _ = target.update(fromContentsOf: values) }
    return true
  }
}
