import EdgeRuntime
import Graphs
import Kernels
import Operators
import Synchronization
import Tensors
import Testing

/// Weights that stay where they are until a kernel packs them.
@Suite("Deferred weights")
struct DeferredWeightTests {
  /// How often bytes were asked for, and whether they can be had.
  private final class Source: Sendable {
    let tensor: Tensor
    let asked = Mutex(0)
    let isLost: Bool

    init(_ tensor: Tensor, isLost: Bool = false) {
      self.tensor = tensor
      self.isLost = isLost
    }

    var deferred: Tensor {
      Tensor(deferred: tensor.type) { [self] target in
        asked.withLock { $0 += 1 }
        tensor.withBytes { target.copyMemory(from: $0) }
        return !isLost
      }
    }
  }

  /// Convolution and normalization, as a file states them: weights OIHW behind a permutation.
  private func graph(_ weights: Tensor) throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 5, 6, 3]))
    let w = graph.constant(weights.transposed([0, 2, 3, 1]), name: "w")
    let y = try graph.apply(Conv(Window(padding: Padding(1))), x, w)
    let vectors = (0..<4).map { graph.constant(.random([7], from: 0.5, to: 1.5, seed: 20 + UInt64($0))) }
    graph.outputs = [try graph.apply(BatchNormalization(), y, vectors[0], vectors[1], vectors[2], vectors[3])]
    return graph
  }

  private let weights = Tensor.random([7, 3, 3, 3], seed: 1)

  @Test("A plan from deferred weights computes the bytes of one from weights that are held")
  func equal() throws {
    let source = Source(weights)
    let input = Tensor.random([1, 5, 6, 3], seed: 2)
    let expected = try Session(ExecutionPlan(graph(weights))).run([input])
    let graph = try graph(source.deferred)
    #expect(source.asked.withLock { $0 } == 0, "to build a graph needs no weights")
    let session = Session(try ExecutionPlan(graph))
    #expect(source.asked.withLock { $0 } == 1, "permuted, folded and packed in one go")
    #expect(try session.run([input]) == expected)
    #expect(source.asked.withLock { $0 } == 1, "packed weights are all that a run needs")
  }

  @Test("Weights that are lost are an error, not zeros")
  func lost() throws {
    let graph = try graph(Source(weights, isLost: true).deferred)
    #expect {
      _ = try ExecutionPlan(graph)
    } throws: { error in
      if case RuntimeError.constantLost(name: "w") = error { true } else { false }
    }
  }

  @Test("Bytes are shared while somebody holds them and made again afterwards")
  func sharing() {
    let source = Source(weights)
    let tensor = source.deferred
    do {
      let (first, second) = (tensor.storage, tensor.retyped(tensor.type).storage)
      #expect(first === second)
    }
    #expect(source.asked.withLock { $0 } == 1)
    #expect(tensor == weights)
    #expect(source.asked.withLock { $0 } == 2)
  }

  @Test("Writing makes a copy of its own and leaves the source as it is")
  func writing() {
    let source = Source(weights)
    var tensor = source.deferred
    tensor.withMutableElements(as: Float.self) { $0[0] = 5 }
    #expect(!tensor.isDeferred && tensor.floats[0] == 5)
    #expect(tensor.floats.dropFirst() == weights.floats.dropFirst())
    #expect(source.deferred == weights)
  }

  @Test("A plan keeps no weights but those that its steps read")
  func released() throws {
    let plan = try ExecutionPlan(graph(weights))
    #expect(plan.graph.values.allSatisfy { $0.constant == nil })
    #expect(plan.constants.isEmpty)
  }
}
