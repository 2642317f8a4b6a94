import Kernels
import Tensors
import Testing

@Suite struct DepthwiseTests {
  /// Channels around every vector width, the 3×3 form, other windows, two outputs for each channel.
  static let geometries: [ConvolutionGeometry] =
    [1, 3, 8, 15, 16, 17, 40].map {
      ConvolutionGeometry(
        batch: 2, height: 6, width: 7, channels: $0, outputChannels: $0, kernelHeight: 3, kernelWidth: 3, padTop: 1,
        padLeft: 1, padBottom: 1, padRight: 1)
    } + [
      ConvolutionGeometry(
        batch: 1, height: 9, width: 8, channels: 18, outputChannels: 18, kernelHeight: 5, kernelWidth: 4,
        strideHeight: 2, strideWidth: 2, padTop: 2, padLeft: 1, padBottom: 2, padRight: 2),
      // Windows that share columns in rows of more than one block, and nine taps in other arrangements.
      ConvolutionGeometry(
        batch: 1, height: 7, width: 29, channels: 33, outputChannels: 33, kernelHeight: 3, kernelWidth: 3,
        strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1),
      ConvolutionGeometry(
        batch: 1, height: 5, width: 17, channels: 20, outputChannels: 20, kernelHeight: 3, kernelWidth: 3),
      ConvolutionGeometry(
        batch: 1, height: 9, width: 11, channels: 18, outputChannels: 18, kernelHeight: 3, kernelWidth: 3,
        strideHeight: 1, strideWidth: 2, dilationHeight: 1, dilationWidth: 2, padLeft: 2, padRight: 2),
      ConvolutionGeometry(
        batch: 1, height: 4, width: 12, channels: 16, outputChannels: 16, kernelHeight: 3, kernelWidth: 3,
        strideWidth: 3, padTop: 1, padBottom: 1),
      ConvolutionGeometry(
        batch: 1, height: 10, width: 3, channels: 16, outputChannels: 16, kernelHeight: 9, kernelWidth: 1),
      ConvolutionGeometry(
        batch: 1, height: 3, width: 20, channels: 16, outputChannels: 16, kernelHeight: 1, kernelWidth: 9),
      ConvolutionGeometry(
        batch: 1, height: 7, width: 7, channels: 5, outputChannels: 10, kernelHeight: 3, kernelWidth: 3,
        dilationHeight: 2, dilationWidth: 2),
      ConvolutionGeometry(
        batch: 1, height: 5, width: 5, channels: 16, outputChannels: 16, kernelHeight: 1, kernelWidth: 1),
      // More images than lanes of a gradient.
      ConvolutionGeometry(
        batch: 11, height: 4, width: 5, channels: 83, outputChannels: 83, kernelHeight: 3, kernelWidth: 3, padTop: 1,
        padLeft: 1, padBottom: 1, padRight: 1),
    ] + borders

  /// Windows over the borders: images narrower than the window, one side only, two columns deep, and more pixels and
  /// channels than one tile holds.
  private static let borders: [ConvolutionGeometry] = [
    (1, 5, 1, 1, 1, 1), (2, 5, 1, 1, 1, 1), (2, 20, 2, 1, 0, 1), (3, 16, 2, 1, 1, 0), (9, 16, 2, 1, 0, 1),
    (10, 17, 1, 1, 2, 2), (8, 16, 1, 2, 2, 2), (4, 3, 3, 1, 1, 1), (70, 200, 1, 1, 1, 1), (71, 130, 2, 1, 1, 1),
    (9, 16, 1, 1, 1, 0), (1, 16, 2, 1, 2, 2),
  ].map { width, channels, stride, dilation, left, right in
    ConvolutionGeometry(
      batch: 1, height: 5, width: width, channels: channels, outputChannels: channels, kernelHeight: 3, kernelWidth: 3,
      strideHeight: stride, strideWidth: stride, dilationHeight: dilation, dilationWidth: dilation, padTop: left,
      padLeft: left, padBottom: right, padRight: right)
  }

  @Test(arguments: InstructionSet.available)
  func agreesWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 31)
    let pool = WorkerPool(threads: 2, sharesShortSteps: true)
    for g in Self.geometries {
      var grouped = g
      grouped.groups = g.channels
      let r = ReferenceConvolution(g: grouped)
      let taps = g.kernelHeight * g.kernelWidth
      let (x, w, dy) = (bench.floats(r.inputCount), bench.floats(r.weightCount), bench.floats(r.outputCount))
      let bias = bench.floats(g.outputChannels)
      let ohwi = ReferenceConvolution.depthwiseToOHWI(w, taps: taps, channels: g.outputChannels)
      let known = try #require(
        KernelCall.depthwiseConvolution(
          g, weights: .constant(tensor(w)), bias: .constant(tensor(bias)), clamp: -1...1, instructionSet: isa))
      let dynamic = try #require(
        KernelCall.depthwiseConvolution(g, weights: .dynamic, bias: .dynamic, clamp: -1...1, instructionSet: isa))
      let y = output(of: known, [x], count: r.outputCount, as: Float.self)
      let expected = r.output(x, ohwi, bias).map { min(max($0, -1), 1) }
      #expect(distance(y, expected) <= tolerance(terms: taps), "\(isa) \(g), seed 31")
      #expect(output(of: dynamic, [x, w, bias], count: y.count, as: Float.self) == y)

      let input = try #require(KernelCall.depthwiseInputGradient(g, instructionSet: isa))
      let dx = output(of: input, [dy, w], count: r.inputCount, as: Float.self)
      #expect(distance(dx, r.inputGradient(dy, ohwi)) <= tolerance(terms: 2 * taps), "\(isa) \(g), seed 31")
      let weight = try #require(KernelCall.depthwiseWeightGradient(g, instructionSet: isa))
      let dw = output(of: weight, [x, dy], count: r.weightCount, as: Float.self)
      let reordered = ReferenceConvolution.depthwiseToOHWI(dw, taps: taps, channels: g.outputChannels)
      #expect(distance(reordered, r.weightGradient(x, dy)) <= tolerance(terms: 100), "\(isa) \(g), seed 31")
      #expect(output(of: known, [x], count: y.count, as: Float.self, pool: pool) == y)
      #expect(output(of: input, [dy, w], count: dx.count, as: Float.self, pool: pool) == dx)
      #expect(output(of: weight, [x, dy], count: dw.count, as: Float.self, pool: pool) == dw)
    }
  }

  @Test(arguments: InstructionSet.available)
  func codesAreExact(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 32)
    for g in Self.geometries {
      var grouped = g
      grouped.groups = g.channels
      let r = ReferenceConvolution(g: grouped)
      let (x, w) = (bench.bytes(r.inputCount), bench.codes(r.weightCount))
      let bias = (0..<g.outputChannels).map { _ in Int32(bench.random.integer(in: -5000...5000)) }
      let requantization = Requantization(
        inputZeroPoint: 77, multipliers: bench.floats(g.outputChannels, 0.0005...0.005), outputZeroPoint: 100, low: 5,
        high: 250)
      let call = try #require(
        KernelCall.quantizedDepthwiseConvolution(
          g, weights: tensor(w), bias: bias, requantization: requantization, instructionSet: isa))
      let ohwi = ReferenceConvolution.depthwiseToOHWI(
        w, taps: g.kernelHeight * g.kernelWidth, channels: g.outputChannels)
      let expected = requantized(r.sums(x, zero: 77, ohwi, bias), requantization)
      #expect(output(of: call, [x], count: r.outputCount, as: UInt8.self) == expected, "\(isa) \(g), seed 32")
    }
  }
}
