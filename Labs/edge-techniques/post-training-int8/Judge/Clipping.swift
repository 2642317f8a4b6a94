import JudgeKit

extension Checks {
  // MARK: Task 2

  static var clipping: [Check] {
    [
      Check("percentile", task: 2, ja: "パーセンタイル", en: "Percentile") { trial throws(CheckFailure) in
        let fixed = [
          PercentileCase(values: [3, -1, 2, -4], share: 0.5), PercentileCase(values: [3, -1, 2, -4], share: 1),
          PercentileCase(values: [], share: 0.99), PercentileCase(values: [-5], share: 0.01),
          PercentileCase(values: (1...1_000).map { Float($0) }, share: 0.999),
        ]
        try trial.examine(percentileInquiry, fixed)
        try trial.forEachSeed { source throws(CheckFailure) in
          let cases = (0..<20).map { _ in
            // Shares in 64ths and counts that are powers of two: share · n is exact, so rounding up has one answer.
            PercentileCase(
              values: (0..<(1 << source.integer(in: 0...9))).map { _ in source.normal() },
              share: Double(source.integer(in: 1...64)) / 64)
          }
          try trial.examine(percentileInquiry, cases)
        }
      },
      Check("best-clip", task: 2, ja: "誤差が最小のクリッピング", en: "Clipping with the least error") {
        trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          let bell = (0..<2_000).map { _ in source.normal() }
          // Squared magnitudes: many small values and a long tail, as activations after ReLU have.
          let tail = bell.map { $0 * $0.magnitude }
          try trial.examine(
            clipInquiry,
            [7, 127].flatMap { [ClipCase(values: bell, levels: $0), ClipCase(values: tail, levels: $0)] })
        }
      },
    ]
  }

  struct ClipCase {
    var values: [Float]
    var levels: Int

    var largest: Float { values.map(\.magnitude).max() ?? 0 }
  }

  struct PercentileCase {
    var values: [Float]
    var share: Double
  }

  private static var percentileInquiry: Inquiry<PercentileCase, Float> {
    Inquiry(
      askEach: { trial, item throws(CheckFailure) in try trial.call("percentileClip", item.values, item.share) },
      truth: { percentile($0.values.map(\.magnitude), $0.share) }, same: { $0 == $1 },
      describe: { "percentileClip(\($0.values), share: \($0.share))" }, size: { Double($0.values.count) },
      variants: [
        Variant(
          "percentile-signed", ja: "絶対値を取らずに並べた結果と一致します。負の大きな値が上限に入りません。",
          en: "It equals sorting without magnitudes: large negative values do not count."
        ) { percentile($0.values, $0.share) },
        Variant(
          "percentile-floor", ja: "位置を切り捨てた結果と一致します。指定した割合に1個足りません。",
          en: "It equals rounding the position down, which covers one value too few."
        ) { item in
          let sorted = item.values.map(\.magnitude).sorted()
          return sorted.isEmpty ? 0 : sorted[max(Int(item.share * Double(sorted.count)), 1) - 1]
        },
      ])
  }

  private static func percentile(_ values: [Float], _ share: Double) -> Float {
    let sorted = values.sorted()
    let position = sorted.indices.first { Double($0 + 1) >= share * Double(sorted.count) } ?? sorted.count - 1
    return sorted.isEmpty ? 0 : sorted[position]
  }

  /// The truth is the best of 1,000 limits. An answer is right when its SQNR is at most 0.25 dB below: over 100 seeds a
  /// scan of 100 limits lost at most 0.15 dB, and no clipping at all lost at least 1.28 dB at 4 bits.
  private static var clipInquiry: Inquiry<ClipCase, Float> {
    Inquiry(
      askEach: { trial, item throws(CheckFailure) in try trial.call("bestClip", item.values, item.levels) },
      truth: { item in
        let limits = (1...1_000).map { item.largest * Float($0) / 1_000 }
        return limits.map { ($0, decibels(item, limit: $0)) }.max { $0.1 < $1.1 }?.0 ?? item.largest
      },
      same: { ($0 - $1).magnitude <= $0.magnitude * 1e-5 },
      accepts: { item, expected, returned in
        returned > 0 && returned.isFinite && decibels(item, limit: returned) >= decibels(item, limit: expected) - 0.25
      },
      describe: { "bestClip(\($0.values.count) values of magnitude up to \($0.largest), levels: \($0.levels))" },
      variants: [
        Variant(
          "clip-none", ja: "最大値をそのまま返した結果と一致します。段階が少ないほど、まれな大きい値を切って残りの分解能を上げるほうが得です。",
          en: "It equals not clipping. The fewer the steps, the more it pays to cut rare large values."
        ) { $0.largest },
        Variant(
          "clip-three-sigma", ja: "標準偏差の3倍で切った結果と一致します。分布の形とビット数によって、切りすぎにも切り足りなくもなります。",
          en: "It equals three standard deviations, which is too much or too little depending on shape and bits."
        ) { item in
          let power = item.values.reduce(0.0) { $0 + Double($1) * Double($1) }
          return 3 * Float((power / Double(item.values.count)).squareRoot())
        },
        Variant(
          "clip-percentile", ja: "99 パーセンタイルで切った結果と一致します。4 ビットでは良い値ですが、8 ビットでは切りすぎです。",
          en: "It equals the 99th percentile: good at 4 bits, far too tight at 8."
        ) { percentile($0.values.map(\.magnitude), 0.99) },
      ])
  }

  private static func decibels(_ item: ClipCase, limit: Float) -> Double {
    let levels = Float(item.levels)
    let scale = limit / levels
    var power = 0.0
    var noise = 0.0
    for x in item.values {
      let restored = min(max((x / scale).rounded(.toNearestOrEven), -levels), levels) * scale
      power += Double(x) * Double(x)
      noise += (Double(x) - Double(restored)) * (Double(x) - Double(restored))
    }
    return noise == 0 ? .infinity : 10 * log10(power / noise)
  }
}
