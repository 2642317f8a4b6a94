import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Fake quantization")
struct FakeQuantizationTests {
  @Test("Reals are those that QuantizeLinear and DequantizeLinear give, exactly", arguments: [0, 1, 2])
  func codes(seed: UInt64) throws {
    let x = Tensor.random([3, 50], from: -3, to: 3, seed: seed)
    for parameters in [
      QuantizationParameters(scale: 0.017, zeroPoint: 100),
      QuantizationParameters(scales: [0.017, 0.3, 0.002], zeroPoints: [128, 128, 128], axis: 0),
    ] {
      let expected = try x.quantized(to: .uint8, parameters).dequantized().floats
      #expect(try FakeQuantize(parameters, codes: 0...255).reference([x])[0].floats == expected)
    }
  }

  @Test("The mask is taken before the clamp: values that round into the range pass, at both ends")
  func straightThrough() throws {
    let op = FakeQuantize(QuantizationParameters(scale: 1, zeroPoint: 2), codes: 0...7)
    // Codes −1 … 8 before the clamp, and the ties next to its ends: −2.5 rounds to −2 and is code 0, 5.5 rounds to 6.
    let x = Tensor([-3, -2.6, -2.5, -2, 0, 5, 5.4, 5.5, 6, 40] as [Float])
    let ones = Tensor(repeating: 1, shape: [10])
    let dx = try FakeQuantizeGradient(op).reference([x, ones])[0].floats
    #expect(dx == [0, 0, 1, 1, 1, 1, 1, 0, 0, 0])
  }

  @Test("LSQ: between the points where a code changes, the gradient of the step is that of differences")
  func learnedStep() throws {
    let op = LearnedQuantize(codes: -4...3, sharing: 16)
    let factor = 1 / (16 * Float(3)).squareRoot()
    // Far enough from ties that a step of 10⁻³ changes no code.
    let x: [Float] = [0.2, -0.45, 1.3, -1.7, 2.2, -9, 7, 0.9]
    let h: Float = 1e-3
    for (index, value) in x.enumerated() {
      func y(_ step: Float) throws -> Float { try op.reference([Tensor([value]), Tensor([step])])[0].floats[0] }
      let inside = value > -4 && value < 3
      // Rounding is passed straight through: of s·round(v) with v = x/s, round(v) has the slope of v.
      let numeric = try (y(1 + h) - y(1 - h)) / (2 * h)
      let expected = inside ? numeric - value : numeric
      let made = try LearnedQuantizeGradient(op).reference([Tensor([value]), Tensor([Float(1)]), Tensor([Float(1)])])
      #expect(abs(made[1].floats[0] - factor * expected) < 2e-3, "\(index)")
      #expect(made[0].floats[0] == (inside ? 1 : 0))
    }
  }

  @Test("LSQ: steps of channels sum over their own elements")
  func channels() throws {
    let op = LearnedQuantize(codes: -4...3, axis: 1, sharing: 2)
    let x = try Tensor([0.3, 10, -0.2, -10] as [Float], shape: [2, 2])
    let dy = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let made = try LearnedQuantizeGradient(op).reference([x, Tensor([1, 2] as [Float]), dy])
    let factor = 1 / Float(6).squareRoot()
    // Channel 0: −0.3·1 + 0.2·3; channel 1: 3·2 above and −4·4 below.
    #expect(abs(made[1].floats[0] - 0.3 * factor) < 1e-6)
    #expect(abs(made[1].floats[1] - (6 - 16) * factor) < 1e-6)
    #expect(made[0].floats == [1, 0, 3, 0])
  }

  @Test("PACT: the limit gets the gradient of what lies above it, the input that of what lies below")
  func learnedLimit() throws {
    let op = LearnedQuantize(codes: 0...15, gradient: .learnedLimit, sharing: 1)
    let x = Tensor([-1, 0.5, 1.9, 2.01, 3] as [Float])
    let made = try LearnedQuantizeGradient(op).reference([x, Tensor([Float(2)]), Tensor([1, 2, 4, 8, 16] as [Float])])
    #expect(made[0].floats == [0, 2, 4, 0, 0])
    #expect(made[1].floats == [24])
    let y = try op.reference([x, Tensor([Float(2)])])[0].floats
    // Sixteen levels from 0 to 2: 0.5 is 3.75 steps, 1.9 is 14.25.
    for (found, expected) in zip(y, [0, 4, 14, 15, 15].map { Float($0) * 2 / 15 }) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test("A step that was driven below 0 counts as 10⁻⁸")
  func positive() throws {
    let op = LearnedQuantize(codes: -4...3, sharing: 1)
    let y = try op.reference([Tensor([Float(1)]), Tensor([Float(-1)])])[0].floats[0]
    #expect(y == 3e-8)
  }

  @Test("Gradients by kernels equal those by the reference on every level, with any number of threads")
  func kernels() throws {
    // Several parts of 16,384 elements, and channels inside and outside.
    let cases: [(Shape, LearnedQuantize)] = [
      ([2, 40, 40, 16], LearnedQuantize(codes: 0...15, sharing: 25_600)),
      ([7, 3, 3, 5], LearnedQuantize(codes: -8...7, axis: 0, sharing: 45)),
      ([3, 3, 40], LearnedQuantize(codes: -2...1, axis: 2, sharing: 9)),
    ]
    for (shape, op) in cases {
      let x = Tensor.random(shape, from: -2, to: 2, seed: 1)
      let dy = Tensor.random(shape, seed: 2)
      let steps = Tensor.random([op.axis.map { shape[$0] } ?? 1], from: 0.05, to: 0.3, seed: 3)
      let expected = try LearnedQuantizeGradient(op).reference([x, steps, dy])
      var first: [Float]?
      for level in InstructionSet.available {
        for threads in [1, 2] {
          let request = KernelRequest(
            inputs: [x.type, steps.type, dy.type], constants: [nil, nil, nil], outputs: expected.map(\.type),
            instructionSet: level)
          let binding = try #require(LearnedQuantizeGradient(op).kernel(for: request))
          let buffers = [x, steps, dy].map { tensor in
            let storage = Storage(byteCount: tensor.byteCount)
            tensor.withBytes {
              if let base = $0.baseAddress { storage.base.copyMemory(from: base, byteCount: $0.count) }
            }
            return storage
          }
          let results = (expected.map(\.byteCount) + [binding.call.scratchBytes]).map { Storage(byteCount: $0) }
          withExtendedLifetime((buffers, results)) {
            Kernels.run(
              binding.call, buffers: (buffers + results).map(\.base),
              pool: threads > 1 ? WorkerPool(threads: threads, sharesShortSteps: true) : nil)
          }
          #expect(Tensor(storage: results[0], type: expected[0].type) == expected[0])
          let found = Tensor(storage: results[1], type: expected[1].type).floats
          // Sums of up to 51,200 terms: in sixteen float32 lanes here, in double precision there.
          for (a, b) in zip(found, expected[1].floats) { #expect(abs(a - b) < 1e-4 * max(1, abs(b)), "\(level)") }
          if let first { #expect(found == first, "\(level), \(threads) threads") } else { first = found }
        }
      }
    }
  }

  @Test("Steps that follow the weights are those of post-training quantization")
  func weightSteps() throws {
    let w = try Tensor([0.5, -0.25, 4, 1, 0, 0] as [Float], shape: [3, 2])
    // The channel of zeros takes 1 % of the largest.
    #expect(WeightFakeQuantize(bits: 8, axis: 0).steps(w) == [0.5 / 127, 4.0 / 127, Float(0.01) * 4 / 127])
    #expect(WeightFakeQuantize(bits: 4, axis: nil).steps(w) == [4.0 / 7])
  }

  @Test("DoReFa's levels: equally spaced from −1 to 1, the largest weight at the end; its gradient by hand")
  func doReFa() throws {
    let w = Tensor([-2, -0.1, 0.05, 2] as [Float])
    let y = try DoReFaWeights(bits: 2).reference([w])[0].floats
    for (found, expected) in zip(y, [-1, -1.0 / 3, 1.0 / 3, 1] as [Float]) { #expect(abs(found - expected) < 1e-6) }
    var graph = Graph()
    let x = graph.input("w", w.type)
    let made = try graph.apply(DoReFaWeights(bits: 2), x)
    let node = try #require(graph.nodes.last)
    let dy = graph.constant(Tensor(repeating: 1, shape: [4]))
    let gradient = try DoReFaWeights(bits: 2).pullback(of: node, gradients: [dy], wanted: [true], in: &graph)
    graph.outputs = [try #require(gradient[0])]
    _ = made
    // (1 − tanh²w) / tanh 2.
    let expected: [Float] = [0.0732871, 1.0270103, 1.0347257, 0.0732871]
    for (found, wanted) in zip(try graph.reference([w])[0].floats, expected) { #expect(abs(found - wanted) < 1e-5) }
  }

  @Test("Weights that stand before what rounds them are kept while simplifying, and computed once in a plan")
  func folding() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 4]))
    let w = graph.constant(.random([3, 4], seed: 1), name: "w")
    let rounded = try graph.apply(WeightFakeQuantize(bits: 4, axis: 0), w)
    graph.outputs = [try graph.apply(Gemm(transposeB: true), x, rounded)]
    #expect(try FusionPipeline.simplified(graph).nodes.contains { $0.op is WeightFakeQuantize })
    #expect(try FusionPipeline.optimized(graph).nodes.count == 1)
  }
}
