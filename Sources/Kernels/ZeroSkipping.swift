/// Whether a kernel may leave out weights that are 0 for all columns of a panel. Results stay the same, bit for bit, in
/// codes; in float32 wherever no activation is infinite or NaN, but for the sign of a zero.
package enum ZeroSkipping: Sendable, Hashable {
  case never
  /// Where it takes at most this share of the time of the dense kernel, by ``cost``.
  case below(Double)
  case always

  /// The time of a sparse panel, in groups of a dense one: a kept group costs a little more than a dense one, because
  /// its place is read first; a picked window of two groups also costs its picking. Measured with
  /// `Benchmarks/sparsity.sh`, AVX-512 VNNI, depths 64 to 4096.
  static func cost(groups: Int) -> Double { 2 + 1.08 * Double(groups) }
  static func cost(windows: Int) -> Double { 2 + 2 * 1.35 * Double(windows) }

  func allows(cost: Double, dense: Int) -> Bool {
    switch self {
    case .never: false
    case .below(let share): cost <= share * Double(dense)
    case .always: true
    }
  }
}
