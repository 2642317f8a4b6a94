import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Post-training int8 with ranges from elsewhere")
struct OutsideRangesTests {
  /// One convolution with a ReLU and a dense layer: the input, the ReLU, the mean and the dense layer's input.
  private func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 8, 8, 2]))
    let w = graph.constant(.random([4, 3, 3, 2], from: -0.4, to: 0.4, seed: 1), name: "w")
    let v = graph.constant(.random([3, 4], from: -0.5, to: 0.5, seed: 2), name: "v")
    let a = try graph.apply(Relu(), graph.apply(Conv(Window(padding: Padding(1))), x, w))
    let mean = try graph.apply(Flatten(axis: 1), graph.apply(GlobalAveragePool(), a))
    graph.outputs = [try graph.apply(Gemm(transposeB: true), mean, v)]
    return graph
  }

  private var batches: [Tensor] { (0..<8).map { .random([1, 8, 8, 2], seed: 50 + $0) } }

  private func failure(_ body: () throws -> Void) -> QuantizationError? {
    do { try body() } catch { return error as? QuantizationError }
    return nil
  }

  @Test("A range becomes the scale and zero point that its ends give by hand")
  func parameters() throws {
    let graph = try QuantizableGraph(net())
    let ranges = try graph.activations.map { try ActivationRange(name: $0, low: -1, high: 3) }
    let result = try StaticQuantization().quantized(graph, ranges: ranges).graph
    let input = try #require(result.nodes.first { $0.op is QuantizeLinear })
    let type = result.type(of: input.outputs[0])
    // 4 ÷ 255 of a step each; −1 lies 63.75 steps below 0.
    #expect(type.quantization?.scales == [Float(4.0 / 255)])
    #expect(type.quantization?.zeroPoints == [64])
  }

  @Test("Ranges that an observer chose give the model that calibration gives, in any order")
  func sameAsCalibration() throws {
    let graph = try QuantizableGraph(net())
    let method = StaticQuantization(calibration: .minMax)
    let ranges = try graph.ranges(over: batches.map { [$0] }, calibration: .minMax)
    let expected = try method.quantized(net(), calibrationBatches: batches)
    let found = try method.quantized(graph, ranges: ranges.reversed())
    #expect(found.activations == expected.activations)
    let x = Tensor.random([1, 8, 8, 2], seed: 9)
    #expect(try found.graph.reference([x])[0].floats == expected.graph.reference([x])[0].floats)
  }

  @Test("Values are shown for every batch, and their ends are the ranges of min–max")
  func observation() throws {
    let graph = try QuantizableGraph(net())
    var ends = graph.activations.map { _ in (low: Float.infinity, high: -Float.infinity, count: 0) }
    try graph.observe(batches) { index, values in
      for value in values { ends[index].low = min(ends[index].low, value) }
      for value in values { ends[index].high = max(ends[index].high, value) }
      ends[index].count += values.count
    }
    #expect(ends[0].count == 8 * 8 * 8 * 2)
    let ranges = try graph.ranges(over: batches.map { [$0] }, calibration: .minMax)
    for (end, range) in zip(ends, ranges) {
      #expect(range.range == end.low...end.high, "\(range.name)")
    }
  }

  @Test("A missing range names its activation")
  func missing() throws {
    let graph = try QuantizableGraph(net())
    let ranges = try graph.activations.dropFirst().map { try ActivationRange(name: $0, low: 0, high: 1) }
    let error = failure { _ = try StaticQuantization().quantized(graph, ranges: ranges) }
    guard case .missingRange("x")? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A range too many names its activation, known or not", arguments: ["x", "nowhere"])
  func unexpected(name: String) throws {
    let graph = try QuantizableGraph(net())
    let ranges = try (graph.activations + [name]).map { try ActivationRange(name: $0, low: 0, high: 1) }
    let error = failure { _ = try StaticQuantization().quantized(graph, ranges: ranges) }
    guard case .unexpectedRange(let found)? = error, found == name else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "Ends that are not finite or the wrong way round are refused",
    arguments: [(Float.nan, Float(1)), (0, .nan), (-.infinity, 1), (0, .infinity), (2, 1)])
  func ends(low: Float, high: Float) {
    let error = failure { _ = try ActivationRange(name: "x", low: low, high: high) }
    guard case .range("x", _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A range without extent is usable")
  func point() throws {
    #expect(try ActivationRange(name: "x", low: 1, high: 1).range == 1...1)
  }
}
