import Tensors

extension RandomSource {
  /// A rounded bell curve: the centred sum of eight bytes, deviation about `0.82 · grain`, at most `4 · grain`.
  mutating func bell(_ grain: Int) -> Int {
    let word = next()
    var sum = -1020
    for shift in stride(from: UInt64(0), to: 64, by: 8) { sum += Int(word >> shift & 0xFF) }
    return (sum * grain) >> 8
  }

  /// True with probability `share / of`.
  mutating func chance(_ share: Int, of whole: Int) -> Bool { integer(below: whole) < share }
}
