/// Looks at samples for what a median would hide.
package enum SampleDiagnosis {
  /// hyperfine's threshold on the modified z-score: ten times 1.4826.
  package static let outlierScore = 14.826

  package static func warnings(
    baseline: LatencySamples, candidate: LatencySamples, placements: [Int], ratios: [Double]
  ) -> [MeasurementWarning] {
    var found = warnings(of: baseline, placements: placements, arm: .baseline)
    found += warnings(of: candidate, placements: placements, arm: .candidate)
    if let centre = OrderStatistics.median(ratios), let spread = OrderStatistics.medianAbsoluteDeviation(ratios) {
      let relative = 1.4826 * spread / centre
      if relative > 0.05 { found.append(MeasurementWarning(kind: .dispersed, arm: .ratio, magnitude: relative)) }
    }
    return found
  }

  /// The warnings of one arm, in the order of ``MeasurementWarning/Kind``.
  package static func warnings(
    of samples: LatencySamples, placements: [Int], arm: MeasurementWarning.Arm
  ) -> [MeasurementWarning] {
    let times = samples.perRun
    guard let centre = OrderStatistics.median(times) else { return [] }
    let scores = modifiedScores(times, centre: centre)
    var found: [MeasurementWarning] = []
    func warn(_ kind: MeasurementWarning.Kind, _ magnitude: Double) {
      found.append(MeasurementWarning(kind: kind, arm: arm, magnitude: magnitude))
    }
    let outlying = Double(scores.count { abs($0) > outlierScore }) / Double(times.count)
    if outlying > 0.05 { warn(.outliers, outlying) }
    let starts = firstOfEach(placements, in: scores)
    if let score = OrderStatistics.median(starts), score > outlierScore,
      let time = OrderStatistics.median(firstOfEach(placements, in: times))
    {
      warn(.slowStart, time / centre)
    }
    if let change = drift(times) { warn(.drift, change) }
    if let minority = minorityShare(times) { warn(.bimodal, minority) }
    let duration = centre * Double(samples.repetitions)
    if duration < 20_000 { warn(.shortSamples, duration) }
    return found
  }

  private static func firstOfEach(_ placements: [Int], in values: [Double]) -> [Double] {
    var start = 0
    return placements.compactMap { count in
      defer { start += count }
      return values.indices.contains(start) ? values[start] : nil
    }
  }

  /// 0.6745 · (xᵢ − median) ÷ MAD. Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993). The MAD is
  /// floored at 0.1 % of the median, so that a clock coarser than the jitter does not make outliers of ticks.
  package static func modifiedScores(_ values: [Double], centre: Double) -> [Double] {
    let spread = max(OrderStatistics.median(values.map { abs($0 - centre) }) ?? 0, centre * 0.001)
    return values.map { 0.6745 * ($0 - centre) / spread }
  }

  /// The relative change from the first half's median to the second's, when it is more than 2 % and Spearman's rank
  /// correlation with time is beyond chance: |ρ|·√(n−1) > 3.29 (p < 0.001).
  package static func drift(_ values: [Double]) -> Double? {
    let half = values.count / 2
    guard half >= 4, let early = OrderStatistics.median(Array(values[..<half])),
      let late = OrderStatistics.median(Array(values[half...]))
    else { return nil }
    let change = late / early - 1
    guard abs(change) > 0.02 else { return nil }
    let ranks = OrderStatistics.ranks(values)
    let middle = Double(values.count + 1) / 2
    var covariance = 0.0
    var rankVariance = 0.0
    var timeVariance = 0.0
    for (position, rank) in ranks.enumerated() {
      let time = Double(position + 1) - middle
      covariance += time * (rank - middle)
      rankVariance += (rank - middle) * (rank - middle)
      timeVariance += time * time
    }
    guard rankVariance > 0 else { return nil }
    let correlation = covariance / (rankVariance * timeVariance).squareRoot()
    return abs(correlation) * Double(values.count - 1).squareRoot() > 3.29 ? change : nil
  }

  /// The share of the smaller group, when the values are two groups: the best split into two explains over 85 % of
  /// the variance (a normal distribution gives 64 %, a uniform one 75 %), each group holds at least 5 % of at least
  /// 30 values, and their means are more than 5 % apart. Otsu, "A Threshold Selection Method from Gray-Level
  /// Histograms" (IEEE SMC 9, 1979).
  package static func minorityShare(_ values: [Double]) -> Double? {
    guard values.count >= 30 else { return nil }
    let sorted = values.sorted()
    let n = Double(sorted.count)
    let mean = sorted.reduce(0, +) / n
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    guard variance > 0 else { return nil }
    let least = max(2, Int((0.05 * n).rounded(.up)))
    var below = sorted[..<least].reduce(0, +)
    let total = mean * n
    var best: (explained: Double, share: Double)?
    for split in least...(sorted.count - least) {
      let lower = Double(split)
      let gap = (total - below) / (n - lower) - below / lower
      let explained = lower / n * (1 - lower / n) * gap * gap / variance
      if gap > 0.05 * mean, explained > best?.explained ?? 0.85 {
        best = (explained, min(lower, n - lower) / n)
      }
      below += sorted[split]
    }
    return best?.share
  }
}
