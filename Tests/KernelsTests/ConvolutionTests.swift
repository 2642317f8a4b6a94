import Kernels
import Tensors
import Testing

@Suite struct ConvolutionTests {
  @Test(arguments: InstructionSet.available)
  func agreesWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 21)
    let pool = WorkerPool(threads: 2, sharesShortSteps: true)
    for g in ReferenceConvolution.geometries {
      let reference = ReferenceConvolution(g: g)
      let (x, w) = (bench.floats(reference.inputCount), bench.floats(reference.weightCount))
      let (bias, residual) = (bench.floats(g.outputChannels), bench.floats(reference.outputCount))
      let expected = zip(reference.output(x, w, bias), residual).map { max($0 + Double($1), 0) }
      let known = try #require(
        KernelCall.convolution(
          g, weights: .constant(tensor(w)), bias: .constant(tensor(bias)), clamp: 0 ... .infinity, residual: true,
          instructionSet: isa))
      let dynamic = try #require(
        KernelCall.convolution(
          g, weights: .dynamic, bias: .dynamic, clamp: 0 ... .infinity, residual: true, instructionSet: isa))
      let y = output(of: known, [x, residual], count: reference.outputCount, as: Float.self)
      #expect(distance(y, expected) <= tolerance(terms: reference.depth), "\(isa) \(g), seed 21")
      #expect(output(of: dynamic, [x, w, bias, residual], count: y.count, as: Float.self) == y)
      #expect(output(of: known, [x, residual], count: y.count, as: Float.self, pool: pool) == y)
    }
  }

  @Test(arguments: InstructionSet.available)
  func gradientsAgreeWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 22)
    let pool = WorkerPool(threads: 2, sharesShortSteps: true)
    for g in ReferenceConvolution.geometries {
      let r = ReferenceConvolution(g: g)
      let (x, w, dy) = (bench.floats(r.inputCount), bench.floats(r.weightCount), bench.floats(r.outputCount))
      let input = try #require(KernelCall.convolutionInputGradient(g, instructionSet: isa))
      let dx = output(of: input, [dy, w], count: r.inputCount, as: Float.self)
      let terms = g.kernelHeight * g.kernelWidth * g.outputChannels
      #expect(distance(dx, r.inputGradient(dy, w)) <= tolerance(terms: terms), "\(isa) \(g), seed 22")
      #expect(output(of: input, [dy, w], count: r.inputCount, as: Float.self, pool: pool) == dx)
      let weight = try #require(KernelCall.convolutionWeightGradient(g, instructionSet: isa))
      let dw = output(of: weight, [x, dy], count: r.weightCount, as: Float.self)
      let pixels = g.batch * g.outputHeight * g.outputWidth
      #expect(distance(dw, r.weightGradient(x, dy)) <= tolerance(terms: pixels), "\(isa) \(g), seed 22")
      #expect(output(of: weight, [x, dy], count: r.weightCount, as: Float.self, pool: pool) == dw)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    let g = ConvolutionGeometry(
      batch: 1, height: 2, width: 2, channels: 3, outputChannels: 4, kernelHeight: 3, kernelWidth: 3)
    #expect(KernelCall.convolution(g, weights: .dynamic)?.kernelName == nil)
    var grouped = g
    (grouped.height, grouped.width, grouped.groups) = (5, 5, 2)
    #expect(KernelCall.convolution(grouped, weights: .dynamic)?.kernelName == nil)
    grouped.groups = 1
    #expect(
      KernelCall.convolution(grouped, weights: .constant(tensor([Float](repeating: 0, count: 5))))?.kernelName == nil)
  }
}
