import Kernels
import Tensors
import Testing

@Suite struct WinogradTests {
  /// Whole and cut tiles, one side shorter than a tile, channels around every vector width, padding on either side.
  static let geometries: [ConvolutionGeometry] = [
    (1, 4, 4, 1, 1, 1, 1), (2, 8, 9, 16, 16, 1, 1), (1, 7, 5, 3, 17, 1, 1), (1, 3, 3, 15, 33, 0, 0),
    (1, 10, 6, 40, 8, 0, 1), (1, 1, 13, 20, 20, 1, 1), (1, 14, 14, 24, 70, 2, 0), (3, 6, 6, 8, 5, 1, 0),
    (1, 40, 40, 5, 4, 1, 1),
  ].map { batch, height, width, channels, outputs, before, after in
    ConvolutionGeometry(
      batch: batch, height: height, width: width, channels: channels, outputChannels: outputs, kernelHeight: 3,
      kernelWidth: 3, padTop: before, padLeft: before, padBottom: after, padRight: after)
  }

  @Test(arguments: InstructionSet.available)
  func agreesWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 41)
    for g in Self.geometries {
      let r = ReferenceConvolution(g: g)
      let (x, w, bias) = (bench.floats(r.inputCount), bench.floats(r.weightCount), bench.floats(g.outputChannels))
      let residual = bench.floats(r.outputCount)
      let call = try #require(
        KernelCall.winogradConvolution(
          g, weights: tensor(w), bias: .constant(tensor(bias)), clamp: -2...2, residual: true, instructionSet: isa))
      let y = output(of: call, [x, residual], count: r.outputCount, as: Float.self)
      let sums = r.output(x, w, bias)
      let expected = zip(sums, residual).map { min(max($0 + Double($1), -2), 2) }
      // The promise of the kernel: 10⁻⁴ of the largest output.
      let largest = sums.map(abs).max() ?? 0
      #expect(distance(y, expected) <= 1e-4 * max(largest, 1), "\(isa) \(g), seed 41")
      let bare = try #require(KernelCall.winogradConvolution(g, weights: tensor(w), instructionSet: isa))
      let plain = output(of: bare, [x], count: r.outputCount, as: Float.self)
      #expect(distance(plain, r.output(x, w, nil)) <= 1e-4 * max(largest, 1), "\(isa) \(g), seed 41")
    }
  }

  /// Integers up to 15 with weights that the transforms turn into sixths: the exact result is an integer, and what the
  /// kernel adds to it stays far below a half.
  @Test func aKnownImage() throws {
    let g = ConvolutionGeometry(
      batch: 1, height: 4, width: 4, channels: 1, outputChannels: 1, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1)
    let laplacian: [Float] = [0, 1, 0, 1, -4, 1, 0, 1, 0]
    let call = try #require(KernelCall.winogradConvolution(g, weights: tensor(laplacian)))
    let image = (0..<16).map { Float($0) }
    // The Laplacian of a ramp is 0 inside; at the border the missing neighbours count as 0.
    let expected: [Float] = [5, 3, 2, -3, -3, 0, 0, -8, -7, 0, 0, -12, -27, -17, -18, -35]
    #expect(output(of: call, [image], count: 16, as: Float.self).map { $0.rounded() } == expected)
  }

  @Test func otherWindowsAreRefused() {
    var g = Self.geometries[1]
    g.strideWidth = 2
    #expect(KernelCall.winogradConvolution(g, weights: tensor([Float](repeating: 0, count: 9 * 256))) == nil)
    #expect(!g.prefersWinograd)
  }

  @Test func itIsPreferredWhereItPays() {
    func geometry(_ size: Int, _ channels: Int) -> ConvolutionGeometry {
      ConvolutionGeometry(
        batch: 1, height: size, width: size, channels: channels, outputChannels: channels, kernelHeight: 3,
        kernelWidth: 3, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1)
    }
    #expect(geometry(56, 64).prefersWinograd && geometry(14, 256).prefersWinograd)
    // Few pixels do not pay for reading four times the weights; one channel does not pay for the transforms.
    #expect(!geometry(7, 512).prefersWinograd && !geometry(28, 1).prefersWinograd)
  }
}
