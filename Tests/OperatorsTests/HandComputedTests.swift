import Graphs
import Operators
import Tensors
import Testing

/// Numbers that a reader can check on paper.
@Suite("Hand-computed numbers")
struct HandComputedTests {
  private func run(_ op: any Operator, _ inputs: [Tensor?]) throws -> [Float] { try op.reference(inputs)[0].floats }

  @Test("convolution of a 3×3 image with a 2×2 kernel")
  func convolution() throws {
    let x = try Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9] as [Float], shape: [1, 3, 3, 1])
    let w = try Tensor([1, 0, 0, -1] as [Float], shape: [1, 2, 2, 1])
    // Each output is x[i,j] − x[i+1,j+1] + bias = −4 + 10.
    #expect(try run(Conv(), [x, w, Tensor([10] as [Float])]) == [6, 6, 6, 6])
    // With one row and column of zeros before: the corner sees −x[0,0] only.
    let padded = Conv(Window(padding: Padding(top: 1, left: 1, bottom: 0, right: 0)))
    #expect(try run(padded, [x, w, nil]) == [-1, -2, -3, -4, -4, -4, -7, -4, -4])
  }

  @Test("depthwise convolution: kernel k belongs to channel k div m")
  func depthwise() throws {
    let x = try Tensor([1, 10, 2, 20] as [Float], shape: [1, 1, 2, 2])
    let w = try Tensor([1, 2, 3, 4, 5, 6, 7, 8] as [Float], shape: [1, 2, 4])
    // Channel 0 is (1, 2), channel 1 is (10, 20): 1·1 + 2·5, 1·2 + 2·6, 10·3 + 20·7, 10·4 + 20·8.
    #expect(try run(DepthwiseConv(), [x, w, nil]) == [11, 14, 170, 200])
  }

  @Test("fully-connected layer")
  func gemm() throws {
    let x = try Tensor([1, 2, 3] as [Float], shape: [1, 3])
    let w = try Tensor([1, 1, 1, 0, -1, 2] as [Float], shape: [2, 3])
    #expect(try run(Gemm(transposeB: true), [x, w, Tensor([0.5, -4] as [Float])]) == [6.5, 0])
  }

  @Test("softmax of logarithms")
  func softmax() throws {
    // exp(0) : exp(ln 3) = 1 : 3. ln 3 = 1.0986123.
    let x = try Tensor([0, 1.098_612_3] as [Float], shape: [1, 2])
    let y = try run(Softmax(), [x])
    // One rounding of ln 3 to float32 moves the quotient by less than 10⁻⁷.
    #expect(abs(y[0] - 0.25) < 1e-7 && abs(y[1] - 0.75) < 1e-7)
  }

  @Test("pooling")
  func pooling() throws {
    let x = try Tensor([1, 2, 3, 4] as [Float], shape: [1, 2, 2, 1])
    #expect(try run(MaxPool(Pair(2, 2)), [x]) == [4])
    #expect(try run(GlobalAveragePool(), [x]) == [2.5])
    let corner = Window(stride: Pair(2, 2), padding: Padding(1))
    // Windows over a border of zeros: {1}, {2}, {3}, {4}.
    #expect(try run(AveragePool(Pair(2, 2), corner), [x]) == [1, 2, 3, 4])
    #expect(try run(AveragePool(Pair(2, 2), corner, countsPadding: true), [x]) == [0.25, 0.5, 0.75, 1])
  }

  @Test("codes: ties go to even, the ends saturate, NaN is the zero point")
  func quantize() throws {
    let x = Tensor([-100, -0.75, -0.25, 0.25, 0.75, 1.25, 63.5, 100, .nan] as [Float])
    let q = try QuantizeLinear(.uint8, QuantizationParameters(scale: 0.5, zeroPoint: 128)).reference([x])[0]
    // x/0.5 = −200, −1.5, −0.5, 0.5, 1.5, 2.5, 127, 200.
    #expect(q.elements(as: UInt8.self) == [0, 126, 128, 128, 130, 130, 255, 255, 128])
    #expect(try DequantizeLinear().reference([q])[0].floats == [-64, -1, 0, 0, 1, 1, 63.5, 63.5, 0])
  }

  @Test("batch normalization")
  func batchNormalization() throws {
    let x = try Tensor([3, 10] as [Float], shape: [1, 2])
    let inputs = [
      x, Tensor([2, 1] as [Float]), Tensor([1, 0] as [Float]), Tensor([1, 8] as [Float]), Tensor([4, 0.25] as [Float]),
    ]
    // (3 − 1)/2·2 + 1 = 3 and (10 − 8)/0.5 = 4 with ε = 0.
    #expect(try run(BatchNormalization(epsilon: 0), inputs) == [3, 4])
  }

  @Test("cross entropy, plain and at temperature 2")
  func crossEntropy() throws {
    let p = try Tensor([0, 1, 0, 1] as [Float], shape: [2, 2])
    let z = try Tensor([0, 1.098_612_3, 0, 1.098_612_3] as [Float], shape: [2, 2])
    // −ln(3/4) = 0.2876821 for both samples.
    let plain = try run(SoftmaxCrossEntropy(), [z, p])
    #expect(abs(plain[0] - 0.287_682_1) < 1e-6)
    // Logits twice as large at T = 2 have the same softmax; the factor T² makes 4 · 0.2876821 = 1.1507283.
    let soft = try run(SoftmaxCrossEntropy(temperature: 2), [z.scaled(by: 2), p])
    #expect(abs(soft[0] - 1.150_728_3) < 1e-6)
  }

  @Test("gradient of the cross entropy is T/N·(softmax − p)")
  func crossEntropyGradient() throws {
    for (temperature, expected) in [(Float(1), Float(0.125)), (2, 0.25)] {
      var graph = Graph()
      let z = graph.input("z", .float32([2, 2]))
      let p = graph.constant(try Tensor([0, 1, 0, 1] as [Float], shape: [2, 2]))
      let op = SoftmaxCrossEntropy(temperature: temperature)
      _ = try graph.apply(op, z, p)
      let one = graph.constant(Tensor(repeating: 1, shape: .scalar))
      let node = try #require(graph.nodes.last)
      let results = try op.pullback(of: node, gradients: [one], wanted: [true, false], in: &graph)
      graph.outputs = [try #require(results[0])]
      let logits = try Tensor([0, 1.098_612_3, 0, 1.098_612_3] as [Float], shape: [2, 2]).scaled(by: temperature)
      let dz = try graph.reference([logits])[0].floats
      // softmax = (1/4, 3/4): ±1/4 · T/2.
      for (i, sign) in [Float(1), -1, 1, -1].enumerated() { #expect(abs(dz[i] - sign * expected) < 1e-7) }
    }
  }

  @Test("the gradient of a maximum pooling goes to the first of equal maxima")
  func maxPoolTies() throws {
    let x = Tensor(repeating: 2, shape: [1, 2, 2, 1])
    let dx = try run(MaxPoolGradient(MaxPool(Pair(2, 2))), [x, Tensor(repeating: 5, shape: [1, 1, 1, 1])])
    #expect(dx == [5, 0, 0, 0])
  }

  @Test("multiply-accumulates and parameters of LeNet")
  func cost() throws {
    let graph = try Model.leNet.graph(seed: 1)
    // 24·24·20·25 + 8·8·50·500 + 800·500 + 500·10.
    #expect(graph.multiplyAccumulates == 288_000 + 1_600_000 + 400_000 + 5_000)
    // 20·25 + 20, 50·500 + 50, 500·800 + 500, 10·500 + 10.
    #expect(graph.parameterCount == 520 + 25_050 + 400_500 + 5_010)
  }
}
