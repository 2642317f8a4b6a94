import Kernels
import Tensors
import Testing

@Suite struct CodesTests {
  @Test(arguments: InstructionSet.available)
  func quantizeAgreesWithTheTensorDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 71)
    let x =
      bench.floats(1000, -20...20) + [0.05, 0.15, 0.25, -0.05, -0.15, 1e30, -1e30, .infinity, -.infinity, .nan, 0]
    for (element, zeroPoint) in [(ElementType.uint8, Int32(7)), (.int8, -3), (.uint8, 255), (.int8, -128)] {
      let call = try #require(
        KernelCall.quantize(count: x.count, scale: 0.1, zeroPoint: zeroPoint, to: element, instructionSet: isa))
      let parameters = QuantizationParameters(scale: 0.1, zeroPoint: zeroPoint)
      let expected = try tensor(x).quantized(to: element, parameters)
      let codes = output(of: call, [x], count: x.count, as: UInt8.self)
      #expect(expected.withBytes { codes.elementsEqual($0) }, "\(isa) \(element) \(zeroPoint), seed 71")
      let back = try #require(
        KernelCall.dequantize(count: x.count, scale: 0.1, zeroPoint: zeroPoint, from: element, instructionSet: isa))
      #expect(output(of: back, [codes], count: x.count, as: Float.self) == (try expected.dequantized().floats))
    }
  }

  @Test(arguments: InstructionSet.available)
  func channelsHaveTheirScales(_ isa: InstructionSet) throws {
    let x: [Float] = [1, 1, 1, 2, 2, 2]
    let scales: [Float] = [1, 0.5, 0.25]
    let call = try #require(
      KernelCall.quantize(rows: 2, channels: 3, scales: scales, zeroPoint: 0, to: .int8, instructionSet: isa))
    let codes = output(of: call, [x], count: 6, as: Int8.self)
    #expect(codes == [1, 2, 4, 2, 4, 8])
    let back = try #require(
      KernelCall.dequantize(rows: 2, channels: 3, scales: scales, zeroPoint: 0, from: .int8, instructionSet: isa))
    #expect(output(of: back, [codes], count: 6, as: Float.self) == x)
  }

  @Test(arguments: InstructionSet.available)
  func sumsOfCodes(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 72)
    let (a, b) = (bench.bytes(333), bench.bytes(333))
    let call = try #require(
      KernelCall.quantizedAdd(
        count: 333, scaleA: 0.1, zeroPointA: 3, scaleB: 0.07, zeroPointB: 200, scale: 0.11, zeroPoint: 20, low: 20,
        high: 240, instructionSet: isa))
    let expected = zip(a, b).map { p, q -> UInt8 in
      let u = Float(Int32(p) - 3) * 0.1
      let v = Float(Int32(q) - 200) * 0.07
      let code = ((u + v) / 0.11).rounded(.toNearestOrEven) + 20
      return UInt8(min(max(code, 20), 240))
    }
    #expect(output(of: call, [a, b], count: 333, as: UInt8.self) == expected, "seed 72")
    #expect(outputInPlace(of: call, [a, b], position: 0) == expected, "\(isa) over a, seed 72")
    #expect(outputInPlace(of: call, [a, b], position: 1) == expected, "\(isa) over b, seed 72")
    #expect(
      KernelCall.quantizedAdd(
        count: 1, scaleA: 0, zeroPointA: 0, scaleB: 1, zeroPointB: 0, scale: 1, zeroPoint: 0)?.kernelName == nil)
  }

  /// Counts around the widest vector, so that whole vectors and rests are met.
  @Test(arguments: InstructionSet.available)
  func tablesMapEveryByte(_ isa: InstructionSet) throws {
    let table = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 91) }
    for count in [0, 1, 15, 16, 31, 33, 63, 64, 65, 256, 300] {
      let x = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
      let expected = x.map { table[Int($0)] }
      let call = try #require(KernelCall.lookup(count: count, table: table, instructionSet: isa))
      #expect(output(of: call, [x], count: count, as: UInt8.self) == expected, "\(isa), \(count)")
      #expect(outputInPlace(of: call, [x], position: 0) == expected, "\(isa), \(count) in place")
    }
    let every = (0...255).map { UInt8($0) }
    let call = try #require(KernelCall.lookup(count: 256, table: table, instructionSet: isa))
    #expect(output(of: call, [every], count: 256, as: UInt8.self) == table)
    #expect(KernelCall.lookup(count: 1, table: [0])?.kernelName == nil)
  }
}
