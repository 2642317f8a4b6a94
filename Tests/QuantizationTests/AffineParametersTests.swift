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
struct WeightScalesTests {
  let weights: Tensor

  init() throws { weights = try Tensor([0.5, -0.25, 4, 1, 0, 0] as [Float], shape: [3, 1, 1, 2]) }

  @Test("Per channel: largest magnitude to 127")
  func perChannel() throws {
    let scales = try WeightScales.symmetric(weights, axis: 0, granularity: .perChannel)
    #expect(scales[0] == 0.5 / 127)
    #expect(scales[1] == 4.0 / 127)
  }

  @Test("A channel of zeros takes 1 % of the largest, not 1")
  func zeroChannel() throws {
    #expect(try WeightScales.symmetric(weights, axis: 0, granularity: .perChannel)[2] == Float(0.01) * 4 / 127)
  }

  @Test("Per tensor: one scale for all")
  func perTensor() throws {
    #expect(
      try WeightScales.symmetric(weights, axis: 0, granularity: .perTensor) == [Float](repeating: 4.0 / 127, count: 3))
  }

  @Test("Along the last axis (depthwise)")
  func lastAxis() throws {
    #expect(try WeightScales.symmetric(weights, axis: 3, granularity: .perChannel) == [4.0 / 127, 1.0 / 127])
  }

  @Test("NaN is refused")
  func notFinite() throws {
    let broken = try Tensor([1, .nan] as [Float], shape: [2, 1, 1, 1])
    #expect(throws: TensorError.notFinite) { try WeightScales.symmetric(broken, axis: 0, granularity: .perChannel) }
  }
}
