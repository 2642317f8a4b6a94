import Graphs
import Operators
import Pruning
import Tensors
import Testing

@Suite("Channel pruning")
struct ChannelPruningTests {
  /// conv1 → relu → conv2 → add(conv1's output) → relu → pool → flatten → gemm: a residual ties conv1 and conv2.
  func residualNet(seed: UInt64 = 1) throws -> (graph: Graph, names: [String: ValueID]) {
    var graph = Graph(name: "residual")
    let x = graph.input("x", .float32([1, 8, 8, 3]))
    var names: [String: ValueID] = [:]
    func weight(_ name: String, _ shape: Shape) -> ValueID {
      let id = graph.constant(.random(shape, seed: seed &+ UInt64(names.count)), name: name)
      names[name] = id
      return id
    }
    let same = Conv(Window(padding: Padding(1)))
    let w1 = weight("w1", [16, 3, 3, 3])
    let b1 = weight("b1", [16])
    let a = try graph.apply(Relu(), graph.apply(same, x, w1, b1))
    let w2 = weight("w2", [16, 3, 3, 16])
    let b2 = weight("b2", [16])
    let sum = try graph.apply(Relu(), graph.apply(Add(), graph.apply(same, a, w2, b2), a))
    let pooled = try graph.apply(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), sum)
    let flat = try graph.apply(Flatten(axis: 1), pooled)
    let w3 = weight("w3", [10, 4 * 4 * 16])
    graph.outputs = [try graph.apply(Gemm(transposeB: true), flat, w3, weight("b3", [10]))]
    try graph.verify()
    return (graph, names)
  }

  @Test("A residual addition ties both producers; flattening ties every position of a channel")
  func coupling() throws {
    let (graph, names) = try residualNet()
    let spaces = ChannelCoupling(graph).spaces
    let tied = try #require(spaces.first { $0.frozenBecause == nil })
    #expect(tied.producers == [try #require(names["w1"]), try #require(names["w2"])])
    #expect(tied.channels.count == 16)
    // w1 row, b1, w2 row, w2 input column, b2, and 16 columns of w3 (one per pixel of 4×4).
    #expect(tied.channels[0].count == 5 + 16)
    let output = try #require(spaces.first { $0.frozenBecause != nil })
    #expect(output.producers == [try #require(names["w3"])])
  }

  @Test("Removing channels that are zero changes nothing")
  func zeroChannels() throws {
    var (graph, names) = try residualNet()
    // Channels 3, 4, 9 and 15 are zero in everything that makes them.
    let dead: Set<Int> = [3, 4, 9, 15]
    for name in ["w1", "b1", "w2", "b2"] {
      let id = try #require(names[name])
      var tensor = try #require(graph.constant(id))
      let inner = tensor.shape.strides[0]
      tensor.withMutableElements(as: Float.self) { w in
        for index in w.indices where dead.contains(index / inner) { w[index] = 0 }
      }
      graph.setConstant(id, tensor)
    }
    let result = try ChannelPruning(ratio: 0.25, multiple: 1, minimum: 1).pruned(graph)
    #expect(result.spaces.contains { $0.before == 16 && $0.after == 12 })
    let x = Tensor.random([1, 8, 8, 3], seed: 9)
    let before = try graph.reference([x])[0].floats
    let after = try result.graph.reference([x])[0].floats
    // The same sums with zeros left out: only the order of additions could differ, and it does not.
    for (a, b) in zip(before, after) { #expect(abs(a - b) <= 1e-6 * max(1, abs(a))) }
  }

  @Test("Shapes and parameter counts shrink as counted by hand")
  func counts() throws {
    let (graph, _) = try residualNet()
    let pruned = try ChannelPruning(ratio: 0.5, multiple: 4, minimum: 4).pruned(graph).graph
    try pruned.verify()
    // 8 of 16 channels stay: w1 8·27, b1 8, w2 8·72, b2 8, w3 10·128, b3 10.
    #expect(pruned.parameterCount == 8 * 27 + 8 + 8 * 72 + 8 + 10 * 128 + 10)
    // conv1 64·8·27, conv2 64·8·72, gemm 10·128.
    #expect(pruned.multiplyAccumulates == 64 * 8 * 27 + 64 * 8 * 72 + 10 * 128)
  }

  @Test("An operator without a rule freezes its channels and says so")
  func frozen() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 4, 4, 3]))
    let w = graph.constant(.random([8, 1, 1, 3], seed: 1), name: "w")
    let y = try graph.apply(Conv(), x, w)
    let moved = try graph.apply(Transpose([0, 3, 1, 2]), y, name: "swap")
    graph.outputs = [moved]
    let space = try #require(ChannelCoupling(graph).spaces.first)
    #expect(space.frozenBecause?.contains("Transpose") == true)
    #expect(throws: PruningError.self) { try ChannelPruning(ratio: 0.5).pruned(graph) }
  }

  @Test("A ratio outside [0, 1) is refused", arguments: [-0.1, 1.0, .nan])
  func badRatio(ratio: Double) throws {
    let (graph, _) = try residualNet()
    #expect(throws: PruningError.self) { try ChannelPruning(ratio: ratio).pruned(graph) }
  }
}
