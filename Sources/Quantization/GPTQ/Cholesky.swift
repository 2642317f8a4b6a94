/// Cholesky factors of symmetric positive definite matrices in double precision, row-major.
enum Cholesky {
  /// `U` with `H⁻¹ = UᵀU`, upper triangular, of `H + damping·mean(diag H)·I`. The damping grows tenfold until it exists.
  /// - Returns: `nil` when H holds no finite numbers or no damping helps.
  static func inverseFactor(_ matrix: [Double], count n: Int, damping: Double) -> [Double]? {
    let mean = (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] } / Double(max(n, 1))
    guard mean > 0, mean.isFinite else { return nil }
    var share = max(damping, 1e-12)
    while share <= 1e6 {
      var damped = matrix
      for i in 0..<n { damped[i * n + i] += share * mean }
      if let inverse = inverse(damped, count: n), let lower = factor(inverse, count: n) {
        return transposed(lower, count: n)
      }
      share *= 10
    }
    return nil
  }

  /// Lower triangular `L` with `A = LLᵀ`, `nil` when A is not positive definite.
  static func factor(_ matrix: [Double], count n: Int) -> [Double]? {
    var l = matrix
    let isPositive = l.withUnsafeMutableBufferPointer { l in
      for i in 0..<n {
        for j in 0...i {
          var sum = l[i * n + j]
          for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
          if i == j {
            guard sum > 0, sum.isFinite else { return false }
            l[i * n + i] = sum.squareRoot()
          } else {
            l[i * n + j] = sum / l[j * n + j]
          }
        }
        for j in i + 1..<max(n, i + 1) { l[i * n + j] = 0 }
      }
      return true
    }
    return isPositive ? l : nil
  }

  /// The inverse by the factor of the matrix: `A⁻¹ = L⁻ᵀL⁻¹`.
  static func inverse(_ matrix: [Double], count n: Int) -> [Double]? {
    guard let l = factor(matrix, count: n) else { return nil }
    // Rows of M = L⁻¹, lower triangular.
    var m = [Double](repeating: 0, count: n * n)
    var result = m
    l.withUnsafeBufferPointer { l in
      m.withUnsafeMutableBufferPointer { m in
        for i in 0..<n {
          let diagonal = 1 / l[i * n + i]
          for k in 0..<i {
            let factor = l[i * n + k] * diagonal
            for j in 0...k { m[i * n + j] -= factor * m[k * n + j] }
          }
          m[i * n + i] = diagonal
        }
        result.withUnsafeMutableBufferPointer { result in
          for k in 0..<n {
            for i in 0...k {
              let factor = m[k * n + i]
              for j in 0...i { result[i * n + j] += factor * m[k * n + j] }
            }
          }
          for i in 0..<n { for j in 0..<i { result[j * n + i] = result[i * n + j] } }
        }
      }
    }
    return result
  }

  private static func transposed(_ matrix: [Double], count n: Int) -> [Double] {
    var result = matrix
    for i in 0..<n { for j in 0..<n { result[j * n + i] = matrix[i * n + j] } }
    return result
  }
}
