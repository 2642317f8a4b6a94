import Graphs
import Kernels
import Tensors

/// Weights, gradients and optimizer state while training: fixed memory that the runtime and the optimizer share.
final class ParameterMemory {
  private(set) var weights: [Storage] = []
  private(set) var gradients: [Storage] = []
  private var moments: [[Storage]] = []
  private let ids: [ValueID]
  private let counts: [Int]
  private let masks: [Tensor?]
  private let optimizer: Optimizer
  private var steps = 0

  init(_ graph: Graph, _ ids: [ValueID], optimizer: Optimizer, masks: [ValueID: Tensor]) {
    self.ids = ids
    self.optimizer = optimizer
    self.masks = ids.map { masks[$0] }
    counts = ids.map { graph.type(of: $0).shape.count }
    for (id, count) in zip(ids, counts) {
      let memory = Storage(byteCount: count * 4)
      graph.constant(id)?.withBytes { bytes in
        if let source = bytes.baseAddress { memory.base.copyMemory(from: source, byteCount: bytes.count) }
      }
      weights.append(memory)
      gradients.append(Storage(byteCount: count * 4))
      moments.append((0..<optimizer.momentCount).map { _ in Storage(byteCount: count * 4) })
    }
  }

  /// One optimizer step on every parameter, then the masks.
  func update(rateFactor: Float) {
    steps += 1
    for index in ids.indices {
      let w = weights[index].base.assumingMemoryBound(to: Float.self)
      let g = UnsafePointer(gradients[index].base.assumingMemoryBound(to: Float.self))
      let m = moments[index].map { $0.base.assumingMemoryBound(to: Float.self) }
      switch optimizer {
      case .sgd(var options):
        options.learningRate *= rateFactor
        sgdStep(parameters: w, gradients: g, velocity: m[0], count: counts[index], options)
      case .adam(var options):
        options.learningRate *= rateFactor
        adamStep(parameters: w, gradients: g, first: m[0], second: m[1], count: counts[index], step: steps, options)
      }
      masks[index]?.withElements(as: Float.self) { mask in for i in mask.indices { w[i] *= mask[i] } }
    }
  }

  /// The graph with the present weights as constants.
  func written(into graph: Graph) -> Graph {
    var graph = graph
    for (index, id) in ids.enumerated() {
      var tensor = Tensor(zeros: graph.type(of: id))
      tensor.withMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(start: weights[index].base, count: bytes.count))
      }
      graph.setConstant(id, tensor)
    }
    return graph
  }
}
