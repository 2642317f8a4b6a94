import CKernels

/// What calibration asks of the values of an activation.
package enum Observation {
  /// The smallest and the largest value; `nil` when one is NaN or infinite, or there is none.
  package static func range(
    of values: UnsafeBufferPointer<Float>, instructionSet: InstructionSet = .detected
  ) -> ClosedRange<Float>? {
    guard let x = values.baseAddress, var low = values.first, low.isFinite else { return nil }
    var high = low
    guard keiryo_observe_range(instructionSet.loops, x, values.count, &low, &high) != 0 else { return nil }
    return low...high
  }

  /// Adds the values to counts of bins: bin i holds those with `first + i ≤ x·inverse < first + i + 1`, computed in
  /// float32; the outermost ones also hold what lies beyond.
  /// - Parameters:
  ///   - values: finite, fewer than 2³².
  ///   - counts: at least one.
  package static func count(
    _ values: UnsafeBufferPointer<Float>, inverse: Float, first: Float, into counts: inout [Int],
    instructionSet: InstructionSet = .detected
  ) {
    guard let x = values.baseAddress, let last = Int32(exactly: counts.count - 1), last >= 0 else { return }
    let bins = counts.count
    var parts = [UInt32](repeating: 0, count: 4 * bins)
    keiryo_observe_bins(instructionSet.loops, x, values.count, inverse, first, last, &parts, bins)
    for bin in 0..<bins {
      counts[bin] += Int(parts[bin]) + Int(parts[bins + bin]) + Int(parts[2 * bins + bin]) + Int(parts[3 * bins + bin])
    }
  }
}
