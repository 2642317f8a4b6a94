import Foundation
import Kernels
import Tensors
import Testing

@Suite struct RowsTests {
  /// Against Double. A normalized row has magnitudes around 1; mean, variance and product add a few float32 roundings.
  @Test(arguments: InstructionSet.available, [1, 15, 16, 37, 128, 768])
  func layerNormalization(_ isa: InstructionSet, _ columns: Int) throws {
    var bench = Bench(seed: 91)
    let rows = 3
    // Far from 0: a one-pass variance would lose every digit.
    let x = bench.floats(rows * columns, 999...1_001)
    let (scale, bias) = (bench.floats(columns, 0.5...2), bench.floats(columns))
    let call = try #require(
      KernelCall.layerNormalization(rows: rows, columns: columns, epsilon: 1e-3, instructionSet: isa))
    let y = output(of: call, [x, scale, bias], count: x.count, as: Float.self)
    for row in 0..<rows {
      let values = x[row * columns..<(row + 1) * columns].map(Double.init)
      let mean = values.reduce(0, +) / Double(columns)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      for (column, value) in values.enumerated() {
        let expected = (value - mean) / (variance + 1e-3).squareRoot() * Double(scale[column]) + Double(bias[column])
        // The mean of values around 1000 is known to about 2⁻¹³; divided by a deviation above ½ and times up to 2.
        let found = Double(y[row * columns + column])
        #expect(abs(found - expected) < 2e-3, "\(isa), \(columns), seed 91")
      }
    }
    #expect(outputInPlace(of: call, [x, scale, bias], position: 0) == y)
  }

  /// exp of the difference to the maximum is good to 5·10⁻⁷, the sum of n terms to about √n roundings.
  @Test("long rows, small and large logits", arguments: InstructionSet.available, [1, 17, 128, 512, 1_000])
  func softmax(_ isa: InstructionSet, _ columns: Int) throws {
    var bench = Bench(seed: 92)
    for range in [-1...1, -40...40, -3_000...10] as [ClosedRange<Float>] {
      let x = bench.floats(columns, range)
      let call = try #require(KernelCall.softmax(rows: 1, columns: columns, instructionSet: isa))
      let peak = Double(x.max() ?? 0)
      let total = x.reduce(0.0) { $0 + exp(Double($1) - peak) }
      for (value, found) in zip(x, output(of: call, [x], count: columns, as: Float.self)) {
        #expect(abs(Double(found) - exp(Double(value) - peak) / total) < 2e-6, "\(isa), \(columns), seed 92")
      }
    }
    let masked = try #require(KernelCall.softmax(rows: 1, columns: 3, instructionSet: isa))
    #expect(output(of: masked, [[0, -.infinity, 0] as [Float]], count: 3, as: Float.self) == [0.5, 0, 0.5])
  }
}
