import Quantization
import Tensors
import Testing

@Suite("GPTQ")
struct GPTQTests {
  /// Rows whose columns depend on each other: each is a mixture of its neighbours and something of its own.
  static func inputs(rows: Int, columns: Int, seed: UInt64) -> [Float] {
    var source = RandomSource(seed: seed)
    return (0..<rows).flatMap { _ -> [Float] in
      var previous = source.normal()
      return (0..<columns).map { column in
        previous = 0.8 * previous + 0.6 * source.normal()
        return previous * (column % 3 == 0 ? 3 : 1)
      }
    }
  }

  /// Rounds one weight after the other and gives the rest of the row the change that is best for the squared error, with
  /// the inverse of H of the weights that are left, by its Schur complement. No Cholesky factor takes part.
  static func eliminated(
    _ weights: [Float], hessian: [Double], columns k: Int, damping: Double, grid: WeightGrid
  ) -> [Int8] {
    var h = hessian
    let mean = (0..<k).reduce(0) { $0 + h[$1 * k + $1] } / Double(k)
    for i in 0..<k { h[i * k + i] += damping * mean }
    let start = inverse(h, k)
    var codes: [Int8] = []
    for row in 0..<weights.count / k {
      var w = (0..<k).map { Double(weights[row * k + $0]) }
      var inverse = start
      for i in 0..<k {
        let code = grid.code(w[i], row: row, column: i)
        codes.append(code)
        let error = (w[i] - Double(code) * Double(grid.step(row: row, column: i))) / inverse[i * k + i]
        for j in i..<k { w[j] -= error * inverse[i * k + j] }
        let pivot = inverse[i * k + i]
        let (column, across) = ((0..<k).map { inverse[$0 * k + i] }, (0..<k).map { inverse[i * k + $0] })
        for a in 0..<k { for b in 0..<k { inverse[a * k + b] -= column[a] * across[b] / pivot } }
      }
    }
    return codes
  }

  /// By Gauss and Jordan.
  static func inverse(_ matrix: [Double], _ n: Int) -> [Double] {
    var (a, b) = (matrix, (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 })
    for i in 0..<n {
      let pivot = a[i * n + i]
      for j in 0..<n { (a[i * n + j], b[i * n + j]) = (a[i * n + j] / pivot, b[i * n + j] / pivot) }
      for r in 0..<n where r != i {
        let factor = a[r * n + i]
        for j in 0..<n {
          a[r * n + j] -= factor * a[i * n + j]
          b[r * n + j] -= factor * b[i * n + j]
        }
      }
    }
    return b
  }

  @Test("Equals exact elimination in a fixed order, to the code", arguments: [UInt64](1...5))
  func exact(seed: UInt64) {
    let (rows, k) = (4, 12)
    var correlation = InputCorrelation(columns: k)
    correlation.add(Self.inputs(rows: 200, columns: k, seed: seed))
    let weights = Tensor.random([rows, k], seed: seed + 50).floats
    let grid = WeightGrid(weights, columns: k, bits: 3)
    let found = GPTQ(ordersByActivation: false).rounded(weights, hessian: correlation, grid: grid)
    let expected = Self.eliminated(weights, hessian: correlation.values, columns: k, damping: 0.01, grid: grid)
    #expect(found.codes == expected)
  }

  @Test("On correlated inputs the output error is below rounding to nearest", arguments: [false, true])
  func better(ordered: Bool) {
    let k = 24
    var correlation = InputCorrelation(columns: k)
    correlation.add(Self.inputs(rows: 500, columns: k, seed: 9))
    let weights = Tensor.random([16, k], seed: 3).floats
    let grid = WeightGrid(weights, columns: k, bits: 4)
    let found = GPTQ(ordersByActivation: ordered).rounded(weights, hessian: correlation, grid: grid)
    func error(_ codes: [Int8]) -> Double {
      correlation.squaredError(zip(grid.reals(codes), weights).map { $0 - $1 })
    }
    #expect(error(found.codes) < 0.7 * error(grid.nearest(weights)))
  }

  @Test("The stated error is that of the outputs themselves")
  func statedError() {
    let k = 5
    let inputs = Self.inputs(rows: 40, columns: k, seed: 4)
    var correlation = InputCorrelation(columns: k)
    correlation.add(inputs)
    let difference = Tensor.random([2, k], seed: 8).floats
    var sum = 0.0
    for row in 0..<40 {
      for output in 0..<2 {
        let y = (0..<k).reduce(0.0) { $0 + Double(inputs[row * k + $1]) * Double(difference[output * k + $1]) }
        sum += y * y
      }
    }
    // Sums of 40 float32 products.
    #expect(abs(correlation.squaredError(difference) - sum / 40) < 1e-5 * sum)
  }

  @Test("A column that never sees an input becomes 0; fewer samples than columns still give codes")
  func deadColumns() {
    let k = 16
    var inputs = Self.inputs(rows: 6, columns: k, seed: 5)
    for row in 0..<6 { inputs[row * k + 7] = 0 }
    var correlation = InputCorrelation(columns: k)
    correlation.add(inputs)
    let weights = Tensor.random([3, k], seed: 6).floats
    let grid = WeightGrid(weights, columns: k, bits: 4)
    let codes = GPTQ().rounded(weights, hessian: correlation, grid: grid).codes
    #expect((0..<3).allSatisfy { codes[$0 * k + 7] == 0 })
    #expect(codes.contains { $0 != 0 })
  }

  @Test("Groups take their steps from the weights as they are when their turn comes")
  func groups() {
    let k = 16
    var correlation = InputCorrelation(columns: k)
    correlation.add(Self.inputs(rows: 300, columns: k, seed: 12))
    let weights = Tensor.random([4, k], seed: 13).floats
    let grid = WeightGrid(weights, columns: k, bits: 4, group: 8, fit: .largest)
    let made = GPTQ(ordersByActivation: false).rounded(weights, hessian: correlation, grid: grid, fit: .largest)
    for row in 0..<4 {
      // Nothing has been spread yet when the first group begins; the second has taken up errors of the first.
      #expect(made.grid.step(row: row, column: 0) == grid.step(row: row, column: 0))
      #expect(made.grid.step(row: row, column: 8) != grid.step(row: row, column: 8))
    }
    let ordered = GPTQ(ordersByActivation: true).rounded(weights, hessian: correlation, grid: grid, fit: .largest)
    #expect(ordered.grid == grid)
  }
}

@Suite("Steps of weights")
struct WeightGridTests {
  @Test("The largest weight of a row gets the largest code; groups have their own")
  func largest() {
    let weights: [Float] = [1, -7, 0.5, 3.5, 14, 0, 0, -2]
    let rows = WeightGrid(weights, columns: 4, bits: 4, fit: .largest)
    #expect(rows.steps == [1, 2])
    #expect(rows.nearest(weights) == [1, -7, 0, 4, 7, 0, 0, -1])
    let groups = WeightGrid(weights, columns: 4, bits: 4, group: 2, fit: .largest)
    #expect(groups.steps[0...1] == [1, 0.5])
    #expect(groups.steps[2] == 2)
    let one = WeightGrid(weights, columns: 4, bits: 4, sharesRows: true, fit: .largest)
    #expect(one.steps == [2, 2])
  }

  @Test("The least error of N(0,1) at 4 bits lies near 2.5σ")
  func leastError() {
    var source = RandomSource(seed: 3)
    let weights = (0..<20_000).map { _ in source.normal() }
    let step = WeightGrid(weights, columns: 20_000, bits: 4).steps[0]
    // The exponent 2.4 counts large errors a little more than the square, whose optimum at 15 levels is 2.5σ.
    #expect(abs(step * 7 - 2.6) < 0.25)
  }
}
