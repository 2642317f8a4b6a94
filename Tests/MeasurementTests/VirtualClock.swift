import Measurement
import Reports

/// A clock moved only by the work it times, so that what a timer reports can be compared with what was planted.
final class VirtualClock: MonotonicClock {
  private(set) var now: Int64 = 0
  private var noise: SplitMix64

  init(seed: UInt64) { noise = SplitMix64(seed: seed) }

  func nanoseconds() -> Int64 { now }

  func advance(_ nanoseconds: Double) { now += Int64(max(1, nanoseconds.rounded())) }

  /// In [0, 1).
  func uniform() -> Double { Double(noise.next() >> 11) * 0x1p-53 }

  /// About N(0, 1): twelve uniforms, centred.
  func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
}
