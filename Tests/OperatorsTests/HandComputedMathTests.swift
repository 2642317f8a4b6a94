import Graphs
import Operators
import Tensors
import Testing

/// Numbers of arithmetic, reductions and norms that a reader can check on paper.
@Suite("Hand-computed arithmetic")
struct HandComputedMathTests {
  private func run(_ op: any Operator, _ inputs: Tensor...) throws -> Tensor { try op.reference(inputs)[0] }

  @Test("integers wrap, divide without fraction, and 0 divides to 0")
  func integers() throws {
    #expect(try run(Add(), Tensor([UInt8(250)]), Tensor([UInt8(10)])).elements(as: UInt8.self) == [4])
    #expect(try run(Multiply(), Tensor([Int8(100)]), Tensor([Int8(2)])).elements(as: Int8.self) == [-56])
    let quotients = try run(Divide(), Tensor([Int32(-7), 7, 7]), Tensor([Int32(2), -2, 0]))
    #expect(quotients.elements(as: Int32.self) == [-3, -3, 0])
    let largest = try run(Add(), Tensor([UInt64.max]), Tensor([UInt64(2)]))
    #expect(largest.elements(as: UInt64.self) == [1])
    #expect(try run(Negate(), Tensor([Int8.min])).elements(as: Int8.self) == [.min])
  }

  @Test("remainders of either sign")
  func remainders() throws {
    let (a, b) = (Tensor([Int32(-4), 7]), Tensor([Int32(3), -3]))
    #expect(try run(Mod(), a, b).elements(as: Int32.self) == [2, -2])
    #expect(try run(Mod(followsDividend: true), a, b).elements(as: Int32.self) == [-1, 1])
    #expect(try run(Mod(), a, Tensor([Int32(0)])).elements(as: Int32.self) == [0, 0])
  }

  @Test("powers of integers")
  func powers() throws {
    let y = try run(Pow(), Tensor([Int32(2), -1, 2, 0, 3]), Tensor([Int32(10), -3, -1, 0, 21]))
    // 3²¹ = 10 460 353 203, less 2 · 2³² = 1 870 418 611.
    #expect(y.elements(as: Int32.self) == [1024, -1, 0, 1, 1_870_418_611])
  }

  @Test("rounding ties to even")
  func rounding() throws {
    #expect(try run(Round(), Tensor([Float(0.5), 1.5, 2.5, -0.5, -1.5])).floats == [0, 2, 2, 0, -2])
  }

  @Test("NaN wins a maximum and a minimum")
  func notANumber() throws {
    for op in [Maximum(), Minimum()] as [any Operator] {
      #expect(try run(op, Tensor([Float.nan, 1]), Tensor([Float(1), .nan])).floats.allSatisfy(\.isNaN))
    }
  }

  @Test("nothing to reduce gives what changes no other result")
  func empty() throws {
    let nothing = Tensor(zeros: .float32([2, 0]))
    let reductions: [(any Operator, Float)] = [
      (ReduceSum(axes: [1], keepsAxes: false), 0), (ReduceProd(axes: [1], keepsAxes: false), 1),
      (ReduceMax(axes: [1], keepsAxes: false), -.infinity), (ReduceMin(axes: [1], keepsAxes: false), .infinity),
      (ReduceLogSum(axes: [1], keepsAxes: false), -.infinity), (ReduceL2(axes: [1], keepsAxes: false), 0),
      (ReduceLogSumExp(axes: [1], keepsAxes: false), -.infinity),
    ]
    for (op, expected) in reductions { #expect(try run(op, nothing).floats == [expected, expected]) }
    let integers = Tensor([Int8]()).retyped(TensorType(.int8, [1, 0]))
    #expect(try run(ReduceMax(axes: [1], keepsAxes: false), integers).elements(as: Int8.self) == [.min])
  }

  @Test("lengths and logarithms of sums")
  func reductions() throws {
    let x = Tensor([Float(3), -4])
    #expect(try run(ReduceL1(axes: [], keepsAxes: false), x).floats == [7])
    #expect(try run(ReduceL2(axes: [], keepsAxes: false), x).floats == [5])
    #expect(try run(ReduceSumSquare(axes: [], keepsAxes: false), x).floats == [25])
    // log(e¹⁰⁰⁰ + e¹⁰⁰⁰) = 1000 + log 2, where e¹⁰⁰⁰ overflows.
    let large = try run(ReduceLogSumExp(axes: [], keepsAxes: false), Tensor([Float(1000), 1000])).floats[0]
    #expect(abs(large - 1000.6931) < 1e-4)
  }

  @Test("positions of the best and running sums")
  func positions() throws {
    let x = Tensor([Int32(3), 1, 3, 2])
    #expect(try run(ArgMax(axis: 0, keepsAxis: false), x).elements(as: Int64.self) == [0])
    #expect(try run(ArgMax(axis: 0, keepsAxis: false, takesLast: true), x).elements(as: Int64.self) == [2])
    let best = try TopK(count: 3).reference([x])
    #expect(best[0].elements(as: Int32.self) == [3, 3, 2] && best[1].elements(as: Int64.self) == [0, 2, 3])
    #expect(try run(CumSum(axis: 0), x).elements(as: Int32.self) == [3, 4, 7, 9])
    let behind = CumSum(axis: 0, isExclusive: true, isReversed: true)
    #expect(try run(behind, x).elements(as: Int32.self) == [6, 5, 2, 0])
  }

  @Test("norms of two channels")
  func norms() throws {
    // Channel 0 is (1, 3), channel 1 is (10, 30): each becomes (−1, 1).
    let x = try Tensor([1, 10, 3, 30] as [Float], shape: [1, 2, 2])
    let (scale, bias) = (Tensor([Float(2), 1]), Tensor([Float(0), 5]))
    let instance = try run(InstanceNormalization(epsilon: 0), x, scale, bias).floats
    #expect(instance == [-2, 4, 2, 6])
    // √((3² + 4² )/2) = 3.5355339.
    let row = try Tensor([3, 4] as [Float], shape: [1, 2])
    let rms = try run(RMSNormalization(epsilon: 0), row, Tensor([Float(1), 1])).floats
    #expect(abs(rms[0] - 0.848_528_1) < 1e-6 && abs(rms[1] - 1.131_370_8) < 1e-6)
    // Two channels, a window of three: both see 1² + 2² = 5, and 1 + 3/3·5 = 6.
    let pair = try Tensor([1, 2] as [Float], shape: [1, 2])
    let response = try run(LRN(size: 3, alpha: 3, beta: 1, bias: 1), pair).floats
    #expect(abs(response[0] - 1 / 6) < 1e-7 && abs(response[1] - 1 / 3) < 1e-7)
  }

  @Test("a convolution of codes with both zero points")
  func convolution() throws {
    let op = ConvInteger(strides: [1], dilations: [1], pads: [1, 0])
    let x = Tensor([UInt8(3), 5]).retyped(TensorType(.uint8, [1, 1, 2]))
    let w = Tensor([UInt8(2), 4]).retyped(TensorType(.uint8, [1, 1, 2]))
    // x − 1 = (2, 4), w − 1 = (1, 3), a zero in front: 0·1 + 2·3 and 2·1 + 4·3.
    let y = try op.reference([x, w, Tensor([UInt8(1)]), Tensor([UInt8(1)])])[0]
    #expect(y.elements(as: Int32.self) == [6, 14])
  }

  @Test("a weighted mean of losses, one class ignored")
  func loss() throws {
    let x = try Tensor([-1, -2, -3, -4] as [Float], shape: [2, 2])
    let targets = Tensor([Int64(1), 0])
    let weights = Tensor([Float(1), 3])
    // (3·2 + 1·3) / (3 + 1), then only the first sample.
    #expect(try run(NegativeLogLikelihoodLoss(), x, targets, weights).floats == [2.25])
    #expect(try run(NegativeLogLikelihoodLoss(ignoring: 0), x, targets, weights).floats == [2])
  }
}
