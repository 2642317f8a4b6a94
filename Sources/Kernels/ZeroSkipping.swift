/// Whether a kernel may leave out weights that are 0 for all columns of a panel. Results stay the same, bit for bit, in
/// codes; in float32 wherever no activation is infinite or NaN, but for the sign of a zero.
package enum ZeroSkipping: Sendable, Hashable {
  case never
  /// Where it takes at most this share of the time of the dense kernel, by ``cost``.
  case below(Double)
  case always

  /// The time of a sparse panel, in groups of a dense one: a kept group costs what a dense one does, a picked window of
  /// two groups also its picking. Measured with `Benchmarks/sparsity.sh` on AVX-512 VNNI at 256×512×512: blocks 1.10
  /// times as fast at 10 % zeros and 1.86 at 50 %, windows 1.44 at 50 %; rounded up, with two groups for each panel.
  static func cost(groups: Int) -> Double { 2 + 1.02 * Double(groups) }
  static func cost(windows: Int) -> Double { 2 + 2 * 1.4 * Double(windows) }

  func allows(cost: Double, dense: Int) -> Bool {
    switch self {
    case .never: false
    case .below(let share): cost <= share * Double(dense)
    case .always: true
    }
  }
}
