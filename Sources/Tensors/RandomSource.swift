/// A seeded generator of integers: the same bytes on every machine.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
/// Reals are made from integers by exact scaling, so no libm takes part.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// An independent stream for a named purpose, so that adding a consumer does not shift the others.
  public init(seed: UInt64, stream: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(seed: seed ^ hash)
    _ = next()
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer in `0..<bound` without modulo bias (Lemire 2019). `bound` at least 1.
  public mutating func integer(below bound: Int) -> Int {
    let bound = UInt64(max(bound, 1))
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// An integer in a closed range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.upperBound - range.lowerBound + 1)
  }

  /// A multiple of 2⁻²⁴ in [0, 1).
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Uniform in [low, high).
  public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  /// Approximately N(0, 1): the centred sum of twelve 16-bit uniforms (Irwin–Hall), within ±6.
  public mutating func normal() -> Float {
    var sum = 0
    for _ in 0..<3 {
      let word = next()
      sum += Int(word & 0xFFFF) + Int(word >> 16 & 0xFFFF) + Int(word >> 32 & 0xFFFF) + Int(word >> 48)
    }
    return Float(sum - 6 * 65_535) * 0x1p-16
  }

  /// The integers `0..<count` in random order (Fisher–Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(below: last + 1)) }
    return order
  }
}

extension Tensor {
  /// Float32 elements drawn uniformly from [low, high).
  public static func random(_ shape: Shape, from low: Float = -1, to high: Float = 1, seed: UInt64) -> Tensor {
    var source = RandomSource(seed: seed)
    var tensor = Tensor(zeros: .float32(shape))
    tensor.withMutableElements(as: Float.self) { for index in $0.indices { $0[index] = source.uniform(low, high) } }
    return tensor
  }
}
