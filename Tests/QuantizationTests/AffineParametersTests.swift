import Quantization
import Tensors
import Testing

@Suite("Scale and zero point from a range")
struct AffineParametersTests {
  @Test(
    "Worked examples, int8",
    arguments: [
      (-1, 3, Float(4.0 / 255), -64), (0.1, 2, Float(2.0 / 255), -128), (-5, -1, Float(5.0 / 255), 127), (0, 0, 1, 0),
    ] as [(Float, Float, Float, Int32)])
  func examples(low: Float, high: Float, scale: Float, zeroPoint: Int32) {
    let parameters = AffineParameters.asymmetric(low...high, element: .int8)
    #expect(parameters.scale == scale)
    #expect(parameters.zeroPoint == zeroPoint)
  }

  @Test("Real zero has an exact code for every range", arguments: 0..<200)
  func zeroIsExact(seed: Int) throws {
    var source = RandomSource(seed: UInt64(seed))
    let a = source.uniform(-100, 100)
    let b = a + source.uniform(0, 50)
    for element in [ElementType.int8, .uint8] {
      let parameters = AffineParameters.asymmetric(a...b, element: element)
      let codes = try Tensor([Float(0)]).quantized(to: element, parameters)
      #expect(try codes.dequantized().floats == [0], "seed \(seed)")
    }
  }

  @Test("Inside the range a value moves by at most half a step", arguments: 0..<50)
  func halfStep(seed: Int) throws {
    var source = RandomSource(seed: UInt64(seed))
    let high = source.uniform(0.01, 30)
    let parameters = AffineParameters.asymmetric(-high...high, element: .uint8)
    let values = (0..<500).map { _ in source.uniform(-high * 0.99, high * 0.99) }
    let back = try Tensor(values).quantized(to: .uint8, parameters).dequantized().floats
    // Half a step, and one float32 rounding of x/s at 255 steps: 255 · 2⁻²⁴ of a step.
    let bound = parameters.scale * (0.5 + 255 * 0x1p-23)
    for (x, y) in zip(values, back) { #expect(abs(x - y) <= bound, "seed \(seed)") }
  }
}

@Suite("Weight scales")
struct WeightScaleTests {
  let weights: Tensor
  private let rows = WeightSlot(input: 1, outputAxis: 0, groupAxis: 3)

  init() throws { weights = try Tensor([0.5, -0.25, 4, 1, 0, 0] as [Float], shape: [3, 1, 1, 2]) }

  @Test("Per channel: largest magnitude to 127")
  func perChannel() throws {
    let scales = try QuantizationScheme.weights().parameters(of: weights, rows).scales
    #expect(scales[0] == 0.5 / 127)
    #expect(scales[1] == 4.0 / 127)
  }

  @Test("A channel of zeros takes 1 % of the largest, not 1")
  func zeroChannel() throws {
    #expect(try QuantizationScheme.weights().parameters(of: weights, rows).scales[2] == Float(0.01) * 4 / 127)
  }

  @Test("A channel of small weights keeps its own scale, one too small for a normal scale counts as zeros")
  func smallChannel() throws {
    let weights = try Tensor([1, -0.5, 1e-4, -7e-4, 1e-44, 0] as [Float], shape: [3, 1, 1, 2])
    let scales = try QuantizationScheme.weights(.int4, .perChannel).parameters(of: weights, rows).scales
    #expect(scales == [1 / 7, 7e-4 / 7, Float(0.01) / 7])
  }

  @Test("Per tensor: one scale")
  func perTensor() throws {
    let parameters = try QuantizationScheme.weights(.int8, .perTensor).parameters(of: weights, rows)
    #expect(parameters == QuantizationParameters(scale: 4.0 / 127))
  }

  @Test("Along the last axis (depthwise)")
  func lastAxis() throws {
    let slot = WeightSlot(input: 1, outputAxis: 3, groupAxis: nil)
    #expect(try QuantizationScheme.weights().parameters(of: weights, slot).scales == [4.0 / 127, 1.0 / 127])
  }

  @Test("NaN is refused")
  func notFinite() throws {
    let broken = try Tensor([1, .nan] as [Float], shape: [2, 1, 1, 1])
    #expect(throws: TensorError.notFinite) { try QuantizationScheme.weights().parameters(of: broken, rows) }
  }

  @Test("A reduced range reaches 64, so that two products of it with 255 fit 16 bits")
  func reduced() throws {
    let scheme = QuantizationScheme(.int8, isSymmetric: true, granularity: .perChannel, reducesRange: true)
    let codes = try scheme.quantized(weights, rows).elements(as: Int8.self)
    #expect(codes[0] == 64 && codes[2] == 64)
    #expect(2 * 255 * scheme.codes.upperBound <= Int(Int16.max))
  }

  @Test("Groups along the summed axis; the last one is shorter, and no group feels another")
  func groups() throws {
    // Ten columns in groups of 4: 4, 4 and 2.
    let values: [Float] = [1, 2, 3, 7, -14, 0, 0, 1, 0.7, 0.35] + [Float](repeating: 0.07, count: 10)
    let w = try Tensor(values, shape: [2, 10])
    let slot = WeightSlot(input: 1, outputAxis: 0, groupAxis: 1)
    let scheme = QuantizationScheme.weights(.int4, .perGroup(4))
    let codes = try scheme.quantized(w, slot)
    #expect(codes.type.element == .int4)
    #expect(codes.byteCount == 10)
    #expect(
      codes.type.quantization?.scales == [1, 2, Float(0.7) / 7, Float(0.07) / 7, Float(0.07) / 7, Float(0.07) / 7])
    let back = try codes.dequantized().floats
    #expect(Array(back.prefix(8)) == [1, 2, 3, 7, -14, 0, 0, 0])
    #expect(abs(back[9] - 0.35) <= 0.0501)
  }

  @Test("Permuted channels permute scales and codes, and scales per channel never make a larger error than one for all")
  func channels() throws {
    let w = Tensor.random([5, 1, 1, 7], from: -1, to: 1, seed: 9)
    let order = [3, 0, 4, 1, 2]
    let moved = try Tensor(order.flatMap { Array(w.floats[$0 * 7..<$0 * 7 + 7]) }, shape: w.shape)
    let (plain, other) = (
      try QuantizationScheme.weights().quantized(w, rows), try QuantizationScheme.weights().quantized(moved, rows)
    )
    #expect(other.type.quantization?.scales == order.compactMap { plain.type.quantization?.scales[$0] })
    let codes = plain.elements(as: Int8.self)
    #expect(other.elements(as: Int8.self) == order.flatMap { Array(codes[$0 * 7..<$0 * 7 + 7]) })
    func error(_ granularity: Granularity) throws -> Float {
      let back = try QuantizationScheme.weights(.int4, granularity).quantized(w, rows).dequantized().floats
      return zip(w.floats, back).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(try error(.perChannel) <= error(.perTensor))
  }

  @Test("The search for the least error gives up the rare ends of four-bit weights")
  func search() throws {
    var source = RandomSource(seed: 4)
    let w = try Tensor((0..<4096).map { _ in source.normal() }, shape: [1, 4096])
    let slot = WeightSlot(input: 1, outputAxis: 0, groupAxis: 1)
    let scheme = QuantizationScheme.weights(.int4)
    let found = try scheme.parameters(of: w, slot, search: .leastError(power: 2)).scales[0] * 7
    // N(0,1) with codes −7…7: the optimum lies near 2.5σ, and the error is flat around it.
    #expect(abs(found - 2.5) < 0.35)
  }
}
