import JudgeKit

extension Checks {
  // MARK: Task 3

  static var codes: [Check] {
    [
      Check("weight-codes", task: 3, ja: "int8 のコード", en: "int8 codes") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          for item in WeightCase.layouts(&source) {
            // Scales a little too small, so that both ends saturate.
            let scales = item.largest().map { ($0 == 0 ? 1 : $0 / 127) * 0.99 }
            try trial.examine(codesInquiry(scales), [item])
          }
        }
        let ties = WeightCase(weights: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -128, -127.4], shape: [1, 8], axis: 0)
        try trial.examine(codesInquiry([1]), [ties])
      },
      Check("bias", task: 3, ja: "int32 のバイアス", en: "int32 biases") { trial throws(CheckFailure) in
        try trial.examine(
          biasInquiry,
          [
            BiasCase(bias: [1, -1], inputScale: 0.5, weightScales: [0.25, 0.5]),
            BiasCase(bias: [1e9, -1e9], inputScale: 1e-3, weightScales: [1e-3, 1e-3]),
          ])
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(
            biasInquiry,
            (1...20).map { count in
              BiasCase(
                bias: (0..<count).map { _ in source.normal() }, inputScale: source.uniform(0.01, 0.1),
                weightScales: (0..<count).map { _ in source.uniform(0.0005, 0.01) })
            })
        }
      },
      Check(
        "trained-weights", task: 3, ja: "学習済みの重みで測る", en: "Measured on trained weights", requires: [1]
      ) { trial throws(CheckFailure) in try measureTrained(trial) },
    ]
  }

  private static func codesInquiry(_ scales: [Float]) -> Inquiry<WeightCase, [Int8]> {
    func codes(_ item: WeightCase, limit: Float = -127, rule: FloatingPointRoundingRule = .toNearestOrEven) -> [Int8] {
      item.weights.indices.map { index in
        Int8(min(max((item.weights[index] / scales[item.channel(index)]).rounded(rule), limit), 127))
      }
    }
    return Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("quantizeWeights", item.weights, item.shape, item.axis, scales)
      },
      truth: { codes($0) }, same: { $0 == $1 },
      describe: { "quantizeWeights(\($0.weights), shape: \($0.shape), axis: \($0.axis), scales: \(scales))" },
      variants: [
        Variant(
          "codes-minus-128", ja: "食い違いは負側の端に集まっています。範囲を −128〜127 と取ったときの形です。レッスンの「なぜ −127 なのか」を見てください。",
          en: "Every mismatch sits at the negative end: the range was taken as −128…127. See “Why −127” in the lesson."
        ) { codes($0, limit: -128) },
        Variant(
          "codes-truncated", ja: "0 に近い側へ切り捨てた結果と一致します。丸め誤差が2倍になります。",
          en: "It equals truncating towards zero, which doubles the rounding error."
        ) { codes($0, rule: .towardZero) },
        Variant(
          "codes-ties-away", ja: "中間の値を 0 から遠い側へ丸めた結果と一致します。",
          en: "It equals rounding ties away from zero."
        ) { codes($0, rule: .toNearestOrAwayFromZero) },
      ])
  }

  struct BiasCase {
    var bias: [Float]
    var inputScale: Float
    var weightScales: [Float]
  }

  private static var biasInquiry: Inquiry<BiasCase, [Int32]> {
    func codes(_ item: BiasCase, _ scale: (Int) -> Double) -> [Int32] {
      item.bias.indices.map { index in
        let code = (Double(item.bias[index]) / scale(index)).rounded(.toNearestOrEven)
        return Int32(min(max(code, Double(Int32.min)), Double(Int32.max)))
      }
    }
    return Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("quantizeBias", item.bias, item.inputScale, item.weightScales)
      },
      truth: { item in codes(item) { Double(item.inputScale) * Double(item.weightScales[$0]) } }, same: { $0 == $1 },
      // One step: a quotient in Float instead of Double moves a tie, and one step is 2⁻³¹ of the range.
      accepts: { _, expected, returned in
        expected.count == returned.count
          && zip(expected, returned).allSatisfy { (Int64($0) - Int64($1)).magnitude <= 1 }
      },
      describe: { "quantizeBias(\($0.bias), inputScale: \($0.inputScale), weightScales: \($0.weightScales))" },
      size: { Double($0.bias.count) },
      variants: [
        Variant(
          "bias-weight-scale", ja: "入力のスケールを掛け忘れた結果と一致します。アキュムレータの1目盛りは 入力スケール × 重みスケール です。",
          en: "It equals leaving out the input scale. One step of the accumulator is input scale × weight scale."
        ) { item in codes(item) { Double(item.weightScales[$0]) } },
        Variant(
          "bias-first-channel", ja: "先頭チャネルの重みスケールを全チャネルに使った結果と一致します。",
          en: "It equals using the first channel's weight scale for every channel."
        ) { item in codes(item) { _ in Double(item.inputScale) * Double(item.weightScales[0]) } },
      ])
  }

  /// MobileNet's 3×3 depthwise weights, whose channels differ in size by a factor of 11.5.
  private static func measureTrained(_ trial: Trial) throws(CheckFailure) {
    // Stored [C, 3, 3]; Keiryo's depthwise layout is [3, 3, C].
    let stored: [Float] = try trial.numbers(of: "mobilenet-depthwise.f32")
    let channels = stored.count / 9
    let weights = (0..<9).flatMap { tap in (0..<channels).map { stored[$0 * 9 + tap] } }
    let shape = [3, 3, channels]
    let one: Float = try trial.call("tensorScale", weights)
    let many: [Float] = try trial.call("channelScales", weights, shape, 2)
    let whole: [Int8] = try trial.call("quantizeWeights", weights, [1, weights.count], 0, [one])
    let each: [Int8] = try trial.call("quantizeWeights", weights, shape, 2, many)
    let perTensor = noise(weights, whole) { _ in one }
    let perChannel = noise(weights, each) { many[$0 % channels] }
    try trial.require(
      perChannel > perTensor,
      .wrong(
        ja: "チャネル単位の SQNR がテンソル単位を上回りません。", en: "Per-channel SQNR is not above per-tensor.",
        input: "MobileNet depthwise 3×3×\(channels)", expected: "> \(perTensor) dB", returned: "\(perChannel) dB"))
    trial.record(
      "sqnr.per-tensor", ja: "テンソル単位の SQNR", en: "SQNR per tensor", value: perTensor, unit: "dB", count: weights.count)
    trial.record(
      "sqnr.per-channel", ja: "チャネル単位の SQNR", en: "SQNR per channel", value: perChannel, unit: "dB",
      count: weights.count)
    trial.record(
      "bytes.int8", ja: "重みとスケールのバイト数", en: "Bytes of codes and scales", value: Double(each.count + 4 * many.count),
      unit: "B", count: weights.count)
    trial.record(
      "bytes.fp32", ja: "元のバイト数", en: "Bytes before", value: Double(4 * weights.count), unit: "B", count: weights.count)
  }

  private static func noise(_ weights: [Float], _ codes: [Int8], scale: (Int) -> Float) -> Double {
    guard weights.count == codes.count else { return -.infinity }
    var power = 0.0
    var noise = 0.0
    for index in weights.indices {
      let difference = Double(weights[index]) - Double(codes[index]) * Double(scale(index))
      power += Double(weights[index]) * Double(weights[index])
      noise += difference * difference
    }
    return 10 * log10(power / noise)
  }
}
