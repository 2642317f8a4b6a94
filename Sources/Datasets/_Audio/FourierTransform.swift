/// The discrete Fourier transform of a power-of-two length by halving (Cooley & Tukey 1965), in Double and with
/// ``ExactMath``: the same bits on every machine.
struct FourierTransform: Sendable {
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]
  private let places: [Int]

  /// - Parameter bits: the length is 2^bits; `1...20`.
  init(bits: Int) {
    let count = 1 << bits
    self.count = count
    cosines = (0..<count / 2).map { ExactMath.cosine(turns: Double($0) / Double(count)) }
    sines = (0..<count / 2).map { ExactMath.sine(turns: Double($0) / Double(count)) }
    places = (0..<count).map { index in (0..<bits).reduce(0) { $0 << 1 | index >> $1 & 1 } }
  }

  /// |X_k|² for `k = 0...count/2` of a real signal.
  /// - Parameter signal: of ``count`` values; missing ones are zero.
  func power(_ signal: [Double]) -> [Double] {
    var real = places.map { $0 < signal.count ? signal[$0] : 0 }
    var imaginary = [Double](repeating: 0, count: count)
    real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in transform(re, im, cosines, sines) }
        }
      }
    }
    return (0...count / 2).map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
  }

  private func transform(
    _ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>,
    _ cosines: UnsafeBufferPointer<Double>, _ sines: UnsafeBufferPointer<Double>
  ) {
    var half = 1
    while half < count {
      let step = count / (2 * half)
      for start in stride(from: 0, to: count, by: 2 * half) {
        for k in 0..<half {
          let (c, s) = (cosines[k * step], sines[k * step])
          let (i, j) = (start + k, start + k + half)
          let x = re[j] * c + im[j] * s
          let y = im[j] * c - re[j] * s
          (re[j], im[j]) = (re[i] - x, im[i] - y)
          (re[i], im[i]) = (re[i] + x, im[i] + y)
        }
      }
      half *= 2
    }
  }
}
