import Kernels
import Tensors
import Testing

@Suite struct PoolTests {
  static let geometries = [
    PoolGeometry(
      batch: 2, height: 6, width: 6, channels: 17, kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2),
    PoolGeometry(
      batch: 1, height: 7, width: 5, channels: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 1,
      padTop: 1, padLeft: 1, padBottom: 1, padRight: 1),
    PoolGeometry(
      batch: 1, height: 8, width: 9, channels: 12, kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2),
    PoolGeometry(
      batch: 2, height: 6, width: 11, channels: 20, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 3,
      padTop: 1, padLeft: 2, padBottom: 1, padRight: 2),
    PoolGeometry(batch: 1, height: 8, width: 8, channels: 64, kernelHeight: 8, kernelWidth: 8),
    PoolGeometry(batch: 1, height: 5, width: 5, channels: 1, kernelHeight: 2, kernelWidth: 3, padRight: 2),
  ]

  /// The taps of every output: (output, inputs inside the image in scan order).
  static func windows(_ g: PoolGeometry) -> [[Int]] {
    var result: [[Int]] = []
    for n in 0..<g.batch {
      for oy in 0..<g.outputHeight {
        for ox in 0..<g.outputWidth {
          for c in 0..<g.channels {
            var taps: [Int] = []
            for ky in 0..<g.kernelHeight {
              for kx in 0..<g.kernelWidth {
                let (iy, ix) = (oy * g.strideHeight + ky - g.padTop, ox * g.strideWidth + kx - g.padLeft)
                guard (0..<g.height).contains(iy), (0..<g.width).contains(ix) else { continue }
                taps.append(((n * g.height + iy) * g.width + ix) * g.channels + c)
              }
            }
            result.append(taps)
          }
        }
      }
    }
    return result
  }

  @Test(arguments: InstructionSet.available)
  func floatsAgreeWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 61)
    for g in Self.geometries {
      let windows = Self.windows(g)
      let x = bench.floats(g.batch * g.height * g.width * g.channels)
      let dy = bench.floats(windows.count)
      let largest = try #require(KernelCall.maxPool(g, instructionSet: isa))
      #expect(
        output(of: largest, [x], count: windows.count, as: Float.self)
          == windows.map { taps in taps.map { x[$0] }.max() ?? 0 })
      var dx = [Double](repeating: 0, count: x.count)
      for (index, taps) in windows.enumerated() {
        let value = taps.map { x[$0] }.max()
        if let first = taps.first(where: { x[$0] == value }) { dx[first] += Double(dy[index]) }
      }
      let largestGradient = try #require(KernelCall.maxPoolGradient(g, instructionSet: isa))
      #expect(distance(output(of: largestGradient, [x, dy], count: x.count), dx) < 1e-5)
      for include in [false, true] {
        let divisors = windows.map { Double(include ? g.kernelHeight * g.kernelWidth : $0.count) }
        let mean = try #require(KernelCall.averagePool(g, countIncludePad: include, instructionSet: isa))
        let expected = zip(windows, divisors).map { taps, n in taps.reduce(0) { $0 + Double(x[$1]) } / n }
        #expect(distance(output(of: mean, [x], count: windows.count), expected) < 1e-5)
        var spread = [Double](repeating: 0, count: x.count)
        for (index, taps) in windows.enumerated() {
          for tap in taps { spread[tap] += Double(dy[index]) / divisors[index] }
        }
        let gradient = try #require(KernelCall.averagePoolGradient(g, countIncludePad: include, instructionSet: isa))
        #expect(distance(output(of: gradient, [dy], count: x.count), spread) < 1e-5)
      }
    }
  }

  @Test func tiesGoToTheFirstMaximum() throws {
    let g = PoolGeometry(batch: 1, height: 2, width: 2, channels: 1, kernelHeight: 2, kernelWidth: 2)
    let call = try #require(KernelCall.maxPoolGradient(g))
    #expect(output(of: call, [[1, 3, 3, 3] as [Float], [5] as [Float]], count: 4, as: Float.self) == [0, 5, 0, 0])
  }

  @Test(arguments: InstructionSet.available)
  func codesAreExact(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 62)
    for g in Self.geometries {
      let windows = Self.windows(g)
      let x = bench.bytes(g.batch * g.height * g.width * g.channels)
      let unsigned = try #require(KernelCall.quantizedMaxPool(g, instructionSet: isa))
      #expect(
        output(of: unsigned, [x], count: windows.count, as: UInt8.self)
          == windows.map { taps in taps.map { x[$0] }.max() ?? 0 })
      let signed = try #require(KernelCall.quantizedMaxPool(g, element: .int8, instructionSet: isa))
      let y = x.map { Int8(bitPattern: $0) }
      #expect(
        output(of: signed, [y], count: windows.count, as: Int8.self)
          == windows.map { taps in taps.map { y[$0] }.max() ?? 0 })
      let mean = try #require(
        KernelCall.quantizedAveragePool(
          g, inputScale: 0.03, inputZeroPoint: 9, scale: 0.02, zeroPoint: 50, instructionSet: isa))
      let ratio = Float(0.03) / Float(0.02)
      let expected = windows.map { taps -> UInt8 in
        let sum = taps.reduce(Int32(0)) { $0 + Int32(x[$1]) - 9 }
        let code = (Float(sum) * (ratio / Float(taps.count))).rounded(.toNearestOrEven) + 50
        return UInt8(min(max(code, 0), 255))
      }
      #expect(output(of: mean, [x], count: windows.count, as: UInt8.self) == expected)
    }
  }
}
