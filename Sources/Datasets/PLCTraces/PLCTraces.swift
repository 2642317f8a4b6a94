private import Tensors

/// Traces of a programmable controller, made from seeds: is one step of the machine's cycle slower than it should be?
///
/// A cycle clamps a part, moves a spindle down, dwells, moves up and releases. Each of the five steps takes its nominal
/// time plus `binomial(8, 1/2) − 4` ticks of 10 ms. In an anomalous cycle one step, any of the five alike, takes
/// ``delay`` ticks more. Everything else (start, current, its noise) is the same with and without an anomaly, so the
/// likelihood ratio of the five durations is the best detector there is; its AUC is ``bestAUC``.
///
/// Training and calibration cycles are all normal; half of the others are anomalous. A trace is `[1, 96, 6]` uint8:
/// clamp valve, clamp closed, spindle valve, lower end, upper end (0 or 255), motor current.
package enum PLCTraces: SyntheticTask {
  package static let version = "plc-1"
  package static let length = 96
  package static let channels = 6
  /// Ticks of clamp, down, dwell, up, release.
  package static let nominal = [10, 16, 8, 16, 10]
  /// Ticks by which an anomalous step is late.
  package static let delay = 4
  /// Area under the curve of the likelihood ratio, by counting all durations; ties count half.
  package static let bestAUC = 0.930_387
  package static let normalization = Normalization(mean: [0.367], deviation: [0.456])

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let onlyNormal = split == .train || split == .calibration
    let (traces, anomalous) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.uint8, [1, length, channels])
    ) { (source, trace: UnsafeMutableBufferPointer<UInt8>) in
      var durations = nominal.map { $0 + (source.next() & 0xFF).nonzeroBitCount - 4 }
      let isAnomalous = !onlyNormal && source.chance(1, of: 2)
      let slow = source.integer(below: durations.count)
      if isAnomalous { durations[slow] += delay }
      write(durations, start: source.integer(in: 2...8), to: trace, &source)
      return isAnomalous
    }
    return try Dataset(
      name: version, split: split, inputs: traces, targets: .reconstruction(anomalous: anomalous),
      normalization: normalization)
  }

  /// Step by step: what the five switches show while waiting and in each of the five steps.
  private static let switches: [[Int]] = [
    [0, 0, 0, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 0, 0, 0], [0, 1, 0, 0, 1],
  ]
  private static let current = [12, 45, 120, 150, 105, 40]

  private static func write(
    _ durations: [Int], start: Int, to trace: UnsafeMutableBufferPointer<UInt8>, _ source: inout RandomSource
  ) {
    let steps =
      [Int](repeating: 0, count: start)
      + durations.enumerated().flatMap { index, ticks in
        [Int](repeating: index + 1, count: ticks)
      }
    let load = source.integer(in: 90...110)
    for tick in 0..<length {
      let step = tick < steps.count ? steps[tick] : 0
      for (channel, isOn) in switches[step].enumerated() { trace[tick * channels + channel] = UInt8(255 * isOn) }
      trace[tick * channels + channels - 1] = UInt8(clamping: current[step] * load / 100 + source.bell(5))
    }
  }
}
