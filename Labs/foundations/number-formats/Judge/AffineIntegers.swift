import JudgeKit

/// A range of reals and a range of codes.
struct RangeCase {
  var low: Float
  var high: Float
  var codes: ClosedRange<Int>
}

/// Values to quantize with given parameters; the codes are those of int8 or uint8.
struct ValuesCase {
  var values: [Float]
  var parameters: QuantizationParameters
  var codes: ClosedRange<Int>
}

extension Checks {
  // MARK: Task 3

  static var affineIntegers: [Check] {
    [
      Check("affine-range", task: 3, ja: "範囲からスケールとゼロ点へ", en: "From a range to scale and zero point") {
        trial throws(CheckFailure) in
        let fixed = [
          RangeCase(low: -1, high: 0.75, codes: -128...127), RangeCase(low: 0, high: 6, codes: 0...255),
          RangeCase(low: 2, high: 6, codes: 0...255), RangeCase(low: -6, high: -2, codes: -128...127),
          RangeCase(low: 0, high: 0, codes: -128...127), RangeCase(low: -0.9, high: 1.27, codes: -128...127),
        ]
        try trial.examine(rangeInquiry, fixed)
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(
            rangeInquiry,
            (0..<40).map { index in
              let (a, b) = (source.uniform(-20, 20), source.uniform(-20, 20))
              return RangeCase(low: min(a, b), high: max(a, b), codes: index % 2 == 0 ? -128...127 : 0...255)
            })
        }
      },
      Check("affine-quantize", task: 3, ja: "量子化：丸めと飽和", en: "Quantize: rounding and saturation") {
        trial throws(CheckFailure) in
        let ties = (-12...12).map { Float($0) / 4 }
        try trial.examine(
          quantizeInquiry,
          [
            ValuesCase(values: ties, parameters: .init(scale: 0.5, zeroPoint: 0), codes: -128...127),
            ValuesCase(values: ties, parameters: .init(scale: 0.5, zeroPoint: 3), codes: -128...127),
            ValuesCase(
              values: [200, -200, 1e30, -1e30, .infinity, -.infinity, .nan], parameters: .init(scale: 1, zeroPoint: 10),
              codes: 0...255),
            // Exact ties by division that a multiplication by the reciprocal misses.
            ValuesCase(values: [0.75, -0.75], parameters: .init(scale: 0.06, zeroPoint: 0), codes: -128...127),
            ValuesCase(values: [2.25, -2.25, -8.25], parameters: .init(scale: 0.3, zeroPoint: 5), codes: -128...127),
            ValuesCase(values: [-130, -5, 120, 200], parameters: .init(scale: 1, zeroPoint: -100), codes: -128...127),
          ])
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(
            quantizeInquiry,
            (0..<12).map { index in
              let codes = index % 2 == 0 ? -128...127 : 0...255
              return ValuesCase(
                values: (0..<200).map { _ in source.normal() * 2 },
                parameters: .init(scale: source.uniform(0.005, 0.05), zeroPoint: Int32(source.integer(in: codes))),
                codes: codes)
            })
        }
      },
      Check("affine-dequantize", task: 3, ja: "逆量子化", en: "Dequantize") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          let parameters = QuantizationParameters(
            scale: source.uniform(0.001, 0.1), zeroPoint: Int32(source.integer(in: -100...100)))
          try trial.examine(dequantizeInquiry(parameters), (-128...127).map { [Int32($0)] })
        }
      },
    ]
  }

  private static var rangeInquiry: Inquiry<RangeCase, QuantizationParameters> {
    Inquiry(
      ask: { trial, cases throws(CheckFailure) in
        var answers: [QuantizationParameters] = []
        for item in cases {
          answers.append(
            try trial.call("affineParameters", item.low, item.high, item.codes.lowerBound, item.codes.upperBound))
        }
        return answers
      },
      truth: { parameters($0) }, same: close,
      accepts: isRight,
      describe: {
        "affineParameters(low: \($0.low), high: \($0.high), lowest: \($0.codes.lowerBound), highest: \($0.codes.upperBound))"
      },
      show: { "scale \($0.scale), zeroPoint \($0.zeroPoint)" }, size: { Double($0.high - $0.low) },
      variants: [
        Variant(
          "affine-no-zero", ja: "範囲を 0 まで広げない結果と一致します。ゼロ埋めや ReLU の 0 が正確に表せなくなります。",
          en: "It equals not widening the range to 0. Padding and the zeros of ReLU are no longer exact."
        ) { parameters($0, widens: false) },
        Variant(
          "affine-256-steps", ja: "範囲を 256 で割った結果と一致します。256 個のコードの間隔は 255 個です。",
          en: "It equals dividing the range by 256. Between 256 codes there are 255 steps."
        ) { parameters($0, extraSteps: 1) },
      ])
  }

  /// In Double, rounded to Float at the end.
  private static func parameters(_ item: RangeCase, widens: Bool = true, extraSteps: Int = 0) -> QuantizationParameters
  {
    let low = widens ? min(Double(item.low), 0) : Double(item.low)
    let high = widens ? max(Double(item.high), 0) : Double(item.high)
    guard high > low else { return QuantizationParameters(scale: 1, zeroPoint: Int32(item.codes.lowerBound)) }
    let scale = (high - low) / Double(item.codes.count - 1 + extraSteps)
    let zeroPoint = (Double(item.codes.lowerBound) - low / scale).rounded(.toNearestOrEven)
    let clamped = min(max(zeroPoint, Double(item.codes.lowerBound)), Double(item.codes.upperBound))
    return QuantizationParameters(scale: Float(scale), zeroPoint: Int32(clamped))
  }

  /// An empty range may put zero on any code: every choice represents 0 exactly. Where the exact zero point lies on a
  /// tie, the last bit of a Float division decides; within 10⁻³ of a tie both neighbours are right (128 · 2⁻²² = 3 · 10⁻⁵).
  private static func isRight(
    _ item: RangeCase, _ expected: QuantizationParameters, _ returned: QuantizationParameters
  ) -> Bool {
    guard returned.scales.count == 1, item.codes.contains(Int(returned.zeroPoint)) else { return false }
    guard item.low != 0 || item.high != 0 else { return returned.scale == 1 }
    if close(expected, returned) { return true }
    let same = QuantizationParameters(scale: returned.scale, zeroPoint: expected.zeroPoint)
    guard close(expected, same) else { return false }
    let (low, high) = (min(Double(item.low), 0), max(Double(item.high), 0))
    let exact = Double(item.codes.lowerBound) - low * Double(item.codes.count - 1) / (high - low)
    return (exact - Double(returned.zeroPoint)).magnitude <= 0.501
  }

  /// Scales may differ by two roundings of Float (2 · 2⁻²⁴ relative; 4 leaves a margin of two).
  private static func close(_ a: QuantizationParameters, _ b: QuantizationParameters) -> Bool {
    guard a.scales.count == 1, b.scales.count == 1, a.scale.isFinite, b.scale.isFinite else { return false }
    return (a.scale - b.scale).magnitude <= a.scale.magnitude * 0x4p-24 && a.zeroPoint == b.zeroPoint
  }

  private static var quantizeInquiry: Inquiry<ValuesCase, [Int32]> {
    Inquiry(
      ask: { trial, cases throws(CheckFailure) in
        var answers: [[Int32]] = []
        for item in cases {
          answers.append(
            try trial.call("quantize", item.values, item.parameters, item.codes.lowerBound, item.codes.upperBound))
        }
        return answers
      },
      truth: { quantized($0, rule: .toNearestOrEven) }, same: { $0 == $1 },
      describe: {
        "quantize(\($0.values), scale \($0.parameters.scale), zeroPoint \($0.parameters.zeroPoint), \($0.codes.lowerBound)...\($0.codes.upperBound))"
      },
      size: { Double($0.values.count) },
      shrink: { item in
        guard item.values.count > 1 else { return [] }
        let middle = item.values.count / 2
        return [item.values[..<middle], item.values[middle...]].map {
          ValuesCase(values: Array($0), parameters: item.parameters, codes: item.codes)
        }
      },
      variants: [
        Variant(
          "quantize-ties-away", ja: "中間の値を 0 から遠い側へ丸めた結果と一致します。Swift の `rounded()` は引数なしだとこの動きです。",
          en: "It equals rounding ties away from zero, which is what Swift's `rounded()` does without an argument."
        ) { quantized($0, rule: .toNearestOrAwayFromZero) },
        Variant(
          "quantize-reciprocal", ja: "スケールの逆数を掛けた結果と一致します。0.75 ÷ 0.06 は 12.5 ですが、逆数を掛けると 12.500001 になり、丸めが変わります。",
          en: "It equals multiplying by the reciprocal: 0.75 ÷ 0.06 is 12.5, and 0.75 × (1 ÷ 0.06) is 12.500001."
        ) { quantized($0, rule: .toNearestOrEven, byReciprocal: true) },
        Variant(
          "quantize-add-first", ja: "ゼロ点を足してから丸めた結果と一致します。ゼロ点が奇数だと、中間の値の偶数と奇数が入れ替わります。",
          en:
            "It equals adding the zero point before rounding. An odd zero point turns the even side of a tie into the odd one."
        ) { quantized($0, rule: .toNearestOrEven, addsFirst: true) },
        Variant(
          "quantize-clamp-first", ja: "ゼロ点を足す前に飽和させた結果と一致します。足したあとでコードの範囲に収めます。",
          en: "It equals saturating before the zero point is added. Clamp after adding."
        ) { item in
          item.values.map { x in
            let steps = x.isNaN ? 0 : (x / item.parameters.scale).rounded(.toNearestOrEven)
            return Int32(min(max(Double(steps), Double(item.codes.lowerBound)), Double(item.codes.upperBound)))
              + item.parameters.zeroPoint
          }
        },
      ])
  }

  private static func quantized(
    _ item: ValuesCase, rule: FloatingPointRoundingRule, byReciprocal: Bool = false, addsFirst: Bool = false
  ) -> [Int32] {
    let (scale, zeroPoint) = (item.parameters.scale, item.parameters.zeroPoint)
    return item.values.map { x in
      guard !x.isNaN else { return zeroPoint }
      let steps = byReciprocal ? x * (1 / scale) : x / scale
      let code =
        addsFirst ? Double((steps + Float(zeroPoint)).rounded(rule)) : Double(steps.rounded(rule)) + Double(zeroPoint)
      return Int32(min(max(code, Double(item.codes.lowerBound)), Double(item.codes.upperBound)))
    }
  }

  private static func dequantizeInquiry(_ parameters: QuantizationParameters) -> Inquiry<[Int32], [Float]> {
    Inquiry(
      ask: { trial, cases throws(CheckFailure) in
        let flat: [Float] = try trial.call("dequantize", cases.flatMap { $0 }, parameters)
        return flat.map { [$0] }
      },
      truth: { [Float(Double($0[0] - parameters.zeroPoint) * Double(parameters.scale))] }, same: { $0 == $1 },
      describe: { "dequantize(\($0), scale \(parameters.scale), zeroPoint \(parameters.zeroPoint))" },
      size: { Double($0[0].magnitude) },
      variants: [
        Variant(
          "dequantize-no-zero-point", ja: "ゼロ点を引かない結果と一致します。",
          en: "It equals not subtracting the zero point."
        ) { [Float(Double($0[0]) * Double(parameters.scale))] }
      ])
  }
}
