import Foundation
import Kernels
import Tensors
import Testing

@Suite struct ElementwiseTests {
  /// Dense sweeps against Double: the bounds that the factory promises.
  @Test(arguments: InstructionSet.available)
  func functionsStayWithinTheirBounds(_ isa: InstructionSet) throws {
    func sweep(_ low: Float, _ high: Float) -> [Float] {
      (0...200_000).map { low + (high - low) * Float($0) / 200_000 }
    }
    func worst(_ function: UnaryFunction, _ x: [Float], _ error: (Double, Double) -> Double) throws -> Double {
      let y = output(
        of: try #require(KernelCall.unary(function, count: x.count, instructionSet: isa)), [x], count: x.count,
        as: Float.self)
      return zip(x, y).reduce(0) { max($0, error(Double($1.0), Double($1.1))) }
    }
    #expect(try worst(.exp, sweep(-87, 88.7)) { abs($1 / exp($0) - 1) } < 4e-7)
    #expect(try worst(.tanh, sweep(-12, 12)) { abs($1 - tanh($0)) } < 5e-7)
    #expect(try worst(.sigmoid, sweep(-30, 30)) { abs($1 - 1 / (1 + exp(-$0))) } < 3e-7)
    #expect(try worst(.erf, sweep(-6, 6)) { abs($1 - erf($0)) } < 4e-7)
    func gelu(_ x: Double) -> Double { x / 2 * erfc(-x / 2.0.squareRoot()) }
    #expect(try worst(.gelu, sweep(-12, 12)) { abs($1 - gelu($0)) / max(abs($0), 1) } < 3e-7)
    func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }
    #expect(try worst(.silu, sweep(-120, 120)) { abs($1 - silu($0)) / max(abs(silu($0)), 1) } < 3e-7)
    #expect(try worst(.silu, sweep(-16, 4)) { abs($1 / silu($0) - 1) } < 2e-6)
    #expect(try worst(.log, sweep(1e-3, 100)) { abs($1 - log($0)) / max(abs(log($0)), 1) } < 2.4e-7)
    let tiny = (0..<2000).map { Float(bitPattern: UInt32($0) * 8_000 + 1) }
    #expect(try worst(.log, tiny) { abs($1 / log($0) - 1) } < 2.4e-7)
    #expect(try worst(.sqrt, sweep(0, 1e6)) { abs($1 - Double(Float($0).squareRoot())) } == 0)
    #expect(try worst(.reciprocal, sweep(0.5, 9)) { abs($1 - Double(1 / Float($0))) } == 0)
    #expect(try worst(.square, sweep(-9, 9)) { abs($1 - Double(Float($0) * Float($0))) } == 0)
    #expect(try worst(.negate, sweep(-1, 1)) { abs($1 + $0) } == 0)
    #expect(try worst(.absolute, sweep(-1, 1)) { abs($1 - abs($0)) } == 0)
  }

  @Test(arguments: InstructionSet.available)
  func specialValues(_ isa: InstructionSet) throws {
    func value(_ function: UnaryFunction, _ x: Float) throws -> Float {
      let call = try #require(KernelCall.unary(function, count: 1, instructionSet: isa))
      return output(of: call, [[x]], count: 1, as: Float.self)[0]
    }
    #expect(try value(.exp, -.infinity) == 0)
    #expect(try value(.exp, .infinity) == .infinity)
    #expect(try value(.exp, 0) == 1)
    #expect(try value(.log, 0) == -.infinity)
    #expect(try value(.log, 1) == 0)
    #expect(try value(.log, -1).isNaN)
    #expect(try value(.log, .infinity) == .infinity)
    #expect(try value(.tanh, 100) == 1)
    #expect(try value(.tanh, -100) == -1)
    for (x, y) in [(Float(4), Float(1)), (-4, -1), (.infinity, 1), (-.infinity, -1), (0, 0)] {
      #expect(try value(.erf, x) == y)
    }
    #expect(try value(.gelu, -1_000) == 0)
    #expect(try value(.gelu, 1_000) == 1_000)
    #expect(try abs(value(.silu, -1_000)) < 1e-30)
    #expect(try value(.silu, 1_000) == 1_000)
    for function in [
      UnaryFunction.clamp(low: 0, high: .infinity), .exp, .log, .tanh, .sigmoid, .sqrt, .erf, .gelu, .silu,
    ] {
      #expect(try value(function, .nan).isNaN, "\(function)")
    }
    #expect(try value(.clamp(low: 0, high: 6), 7) == 6)
    #expect(try value(.clamp(low: 0, high: .infinity), -7) == 0)
  }

  @Test(arguments: InstructionSet.available)
  func binaryBroadcasts(_ isa: InstructionSet) throws {
    let shapes: [(Shape, Shape)] = [
      ([], []), ([17], [17]), ([17], []), ([], [33]), ([2, 3, 5], [5]), ([2, 3, 5], [3, 1]), ([4, 1], [1, 7]),
      ([2, 1, 3, 1], [5, 1, 16]), ([1, 3, 1, 2], [2, 3, 4, 2]), ([40_000], [40_000]), ([6, 1], [6, 64]),
      ([3, 400, 2], [3, 1, 2]), ([3, 1, 31], [3, 37, 31]), ([2, 5, 33], [33]),
    ]
    var bench = Bench(seed: 51)
    for (a, b) in shapes {
      let y = try #require(a.broadcast(with: b))
      let (u, v) = (bench.floats(a.count), bench.floats(b.count, 0.5...2))
      func index(_ flat: Int, _ shape: Shape) -> Int {
        (0..<shape.rank).reduce(0) { sum, axis in
          let outer = axis + y.rank - shape.rank
          return sum + (shape[axis] == 1 ? 0 : flat / y.strides[outer] % y[outer] * shape.strides[axis])
        }
      }
      for function in BinaryFunction.allCases {
        let call = try #require(KernelCall.binary(function, a: a, b: b, clamp: -0.5...1, instructionSet: isa))
        let expected = (0..<y.count).map { flat -> Float in
          let (p, q) = (u[index(flat, a)], v[index(flat, b)])
          let value =
            switch function {
            case .add: p + q
            case .subtract: p - q
            case .multiply: p * q
            case .divide: p / q
            case .maximum: max(p, q)
            case .minimum: min(p, q)
            }
          return min(max(value, -0.5), 1)
        }
        #expect(output(of: call, [u, v], count: y.count, as: Float.self) == expected, "\(isa) \(function) \(a) \(b)")
      }
    }
    #expect(KernelCall.binary(.add, a: [2], b: [3])?.kernelName == nil)
  }

  /// What an operator computes does not depend on where its result lies.
  @Test(arguments: InstructionSet.available)
  func inPlaceIsTheSame(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 53)
    let count = 333
    let (x, y) = (bench.floats(count, 0.5...4), bench.floats(count, 0.5...4))
    for function in BinaryFunction.allCases {
      let call = try #require(KernelCall.binary(function, a: [count], b: [count], instructionSet: isa))
      let expected = output(of: call, [x, y], count: count, as: Float.self)
      for position in 0...1 {
        #expect(outputInPlace(of: call, [x, y], position: position) == expected, "\(isa) \(function), seed 53")
      }
      let two: [Float] = [2]
      let repeated = try #require(KernelCall.binary(function, a: [count], b: [], instructionSet: isa))
      #expect(
        outputInPlace(of: repeated, [x, two], position: 0)
          == output(of: repeated, [x, two], count: count, as: Float.self), "\(isa) \(function), seed 53")
    }
    let unary: [UnaryFunction] = [
      .clamp(low: 1, high: 3), .exp, .log, .tanh, .sigmoid, .sqrt, .reciprocal, .negate, .absolute, .square, .erf,
      .gelu, .silu,
    ]
    for function in unary {
      let call = try #require(KernelCall.unary(function, count: count, instructionSet: isa))
      #expect(
        outputInPlace(of: call, [x], position: 0) == output(of: call, [x], count: count, as: Float.self),
        "\(isa) \(function), seed 53")
    }
    for call in [
      KernelCall.softmax(rows: 9, columns: 37, instructionSet: isa),
      KernelCall.logSoftmax(rows: 9, columns: 37, instructionSet: isa),
    ] {
      let call = try #require(call)
      #expect(
        outputInPlace(of: call, [x], position: 0) == output(of: call, [x], count: count, as: Float.self),
        "\(isa) \(call.kernelName), seed 53")
    }
  }

  @Test(arguments: InstructionSet.available)
  func inPlaceAndClampGradient(_ isa: InstructionSet) throws {
    let x: [Float] = [-1, 0, 0.5, 6, 7, 3]
    let buffer = x.storage
    let call = try #require(KernelCall.unary(.clamp(low: 0, high: 6), count: 6, instructionSet: isa))
    withExtendedLifetime(buffer) {
      run(call, buffers: [buffer.base, buffer.base])
      #expect((0..<6).map { buffer.base.load(fromByteOffset: 4 * $0, as: Float.self) } == [0, 0, 0.5, 6, 6, 3])
    }
    let gradient = try #require(KernelCall.clampGradient(low: 0, high: 6, count: 6, instructionSet: isa))
    #expect(
      output(of: gradient, [x, [Float](repeating: 2, count: 6)], count: 6, as: Float.self) == [0, 0, 2, 0, 0, 2])
  }

  @Test(arguments: InstructionSet.available)
  func softmaxAndReductions(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 52)
    for columns in [1, 2, 10, 16, 17, 100] {
      let x = bench.floats(3 * columns, -20...20)
      let rows = (0..<3).map { row in (0..<columns).map { Double(x[row * columns + $0]) } }
      let soft = rows.flatMap { row -> [Double] in
        let total = row.reduce(0) { $0 + exp($1) }
        return row.map { exp($0) / total }
      }
      let call = try #require(KernelCall.softmax(rows: 3, columns: columns, instructionSet: isa))
      #expect(distance(output(of: call, [x], count: x.count), soft) < 1e-6, "seed 52")
      let logarithmic = try #require(KernelCall.logSoftmax(rows: 3, columns: columns, instructionSet: isa))
      // x reaches 40 below the maximum, where a float32 has steps of 4·10⁻⁶.
      #expect(distance(output(of: logarithmic, [x], count: x.count), soft.map { log($0) }) < 1e-5, "seed 52")
    }
    for (outer, reduced, inner) in [(1, 1, 1), (3, 37, 1), (2, 5, 7), (1, 49, 33)] {
      let x = bench.floats(outer * reduced * inner)
      for kind in ReductionKind.allCases {
        let expected = (0..<outer * inner).map { index -> Double in
          let (o, i) = index.quotientAndRemainder(dividingBy: inner)
          let values = (0..<reduced).map { Double(x[(o * reduced + $0) * inner + i]) }
          switch kind {
          case .sum: return values.reduce(0, +)
          case .mean: return values.reduce(0, +) / Double(reduced)
          case .maximum: return values.max() ?? 0
          }
        }
        let call = try #require(
          KernelCall.reduce(kind: kind, outer: outer, reduced: reduced, inner: inner, instructionSet: isa))
        #expect(distance(output(of: call, [x], count: outer * inner), expected) <= tolerance(terms: reduced))
      }
    }
  }
}
