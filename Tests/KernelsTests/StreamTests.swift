import Kernels
import Tensors
import Testing

/// Rows streamed through three convolutions have the same bits as the convolutions one after the other.
@Suite struct StreamTests {
  /// Even and odd heights, windows over every border, strips that do not divide the rows, more rows than are kept.
  struct Block: Sendable {
    var batch = 1
    var height = 41
    var width = 33
    var input = 5
    var expanded = 80
    var output = 12
    var stride = 1
    var padding = 1
    var kernel = 3

    var image: ConvolutionGeometry {
      ConvolutionGeometry(
        batch: batch, height: height, width: width, channels: expanded, outputChannels: expanded,
        kernelHeight: kernel, kernelWidth: kernel, strideHeight: stride, strideWidth: stride, padTop: padding,
        padLeft: padding, padBottom: padding, padRight: padding)
    }
    func pointwise(_ g: (height: Int, width: Int), _ channels: Int, _ outputs: Int) -> ConvolutionGeometry {
      ConvolutionGeometry(
        batch: batch, height: g.height, width: g.width, channels: channels, outputChannels: outputs, kernelHeight: 1,
        kernelWidth: 1)
    }
    var first: ConvolutionGeometry { pointwise((height, width), input, expanded) }
    var last: ConvolutionGeometry { pointwise((image.outputHeight, image.outputWidth), expanded, output) }
    var outputCount: Int { batch * image.outputHeight * image.outputWidth * output }
  }

  static let blocks: [Block] = [
    Block(), Block(batch: 2, height: 30, stride: 2, padding: 1),
    Block(height: 24, width: 60, expanded: 130, padding: 0),
    Block(height: 50, stride: 2, padding: 2, kernel: 5),
  ]

  @Test(arguments: InstructionSet.available)
  func realsKeepTheirBits(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 61)
    let pool = WorkerPool(threads: 2)
    for block in Self.blocks {
      func weights(_ count: Int) -> KernelOperand { .constant(tensor(bench.floats(count))) }
      let expansion = try #require(
        KernelCall.convolution(
          block.first, weights: weights(block.input * block.expanded), bias: weights(block.expanded), clamp: 0...6,
          instructionSet: isa))
      let depthwise = try #require(
        KernelCall.depthwiseConvolution(
          block.image, weights: weights(block.kernel * block.kernel * block.expanded), bias: weights(block.expanded),
          clamp: 0...6, instructionSet: isa))
      let projection = try #require(
        KernelCall.convolution(
          block.last, weights: weights(block.expanded * block.output), residual: true, instructionSet: isa))
      let x = bench.floats(block.batch * block.height * block.width * block.input)
      let residual = bench.floats(block.outputCount)
      let wide = output(
        of: expansion, [x], count: block.batch * block.height * block.width * block.expanded, as: Float.self)
      let between = block.outputCount / block.output * block.expanded
      let narrow = output(of: depthwise, [wide], count: between, as: Float.self)
      let expected = output(of: projection, [narrow, residual], count: block.outputCount, as: Float.self)

      let whole = try #require(KernelCall.stream(expansion: expansion, depthwise: depthwise, projection: projection))
      let y = output(of: whole, [x, residual], count: block.outputCount, as: Float.self)
      #expect(y.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa) \(block), seed 61")
      let shared = output(of: whole, [x, residual], count: block.outputCount, as: Float.self, pool: pool)
      #expect(shared.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa) \(block), two threads, seed 61")

      if let part = KernelCall.stream(expansion: nil, depthwise: depthwise, projection: projection) {
        let y = output(of: part, [wide, residual], count: block.outputCount, as: Float.self)
        #expect(y.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa) \(block), no expansion, seed 61")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func codesKeepTheirBits(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 62)
    for var block in Self.blocks {
      // Codes are small: four times as many to be worth it.
      block.height *= 2
      block.width *= 2
      func step(_ channels: Int) -> Requantization {
        Requantization(inputZeroPoint: 3, multipliers: bench.floats(channels, 0.001...0.01), outputZeroPoint: 3)
      }
      func zeros(_ count: Int) -> [Int32] { [Int32](repeating: 0, count: count) }
      let expansion = try #require(
        KernelCall.quantizedConvolution(
          block.first, weights: tensor(bench.codes(block.input * block.expanded)), bias: zeros(block.expanded),
          requantization: step(block.expanded), instructionSet: isa))
      let depthwise = try #require(
        KernelCall.quantizedDepthwiseConvolution(
          block.image, weights: tensor(bench.codes(block.kernel * block.kernel * block.expanded)),
          bias: zeros(block.expanded), requantization: step(block.expanded), instructionSet: isa))
      let projection = try #require(
        KernelCall.quantizedConvolution(
          block.last, weights: tensor(bench.codes(block.expanded * block.output)), bias: zeros(block.output),
          requantization: step(block.output), instructionSet: isa))
      // Kernels that work on a converted copy of the image have nothing to stream.
      guard let whole = KernelCall.stream(expansion: expansion, depthwise: depthwise, projection: projection) else {
        #expect(expansion.scratchBytes > 0, "\(isa) \(block)")
        continue
      }
      let x = bench.bytes(block.batch * block.height * block.width * block.input)
      let wide = output(
        of: expansion, [x], count: block.batch * block.height * block.width * block.expanded, as: UInt8.self)
      let narrow = output(
        of: depthwise, [wide], count: block.outputCount / block.output * block.expanded, as: UInt8.self)
      let expected = output(of: projection, [narrow], count: block.outputCount, as: UInt8.self)
      #expect(output(of: whole, [x], count: block.outputCount, as: UInt8.self) == expected, "\(isa) \(block), seed 62")
    }
  }

  /// What lies between the steps stays in the cache by itself.
  @Test func smallImagesAreNotStreamed() throws {
    var bench = Bench(seed: 63)
    let block = Block(height: 8, width: 8)
    func weights(_ count: Int) -> KernelOperand { .constant(tensor(bench.floats(count))) }
    let depthwise = try #require(KernelCall.depthwiseConvolution(block.image, weights: weights(9 * block.expanded)))
    let projection = try #require(
      KernelCall.convolution(block.last, weights: weights(block.expanded * block.output)))
    #expect(KernelCall.stream(expansion: nil, depthwise: depthwise, projection: projection) == nil)
  }
}
