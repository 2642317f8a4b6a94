import JudgeKit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Checks {
  // MARK: Task 4

  static var measuring: [Check] {
    [
      Check("sqnr", task: 4, ja: "SQNR の式", en: "The SQNR formula") { trial throws(CheckFailure) in
        try trial.examine(noiseInquiry, [([1, 2, 3], [1, 2, 3]), ([3, 4], [3, 3]), ([10, 0], [9, 0])])
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(
            noiseInquiry,
            (0..<10).map { _ in
              let signal = (0..<64).map { _ in source.normal() }
              return (signal, signal.map { $0 + source.normal() * 0.01 })
            })
        }
      },
      Check("budget", task: 4, ja: "予算に合う形式", en: "The format for a budget") { trial throws(CheckFailure) in
        let bits = [32, 16, 16, 8, 8, 4]
        let decibels = [150.0, 73, 55, 31, 40, 17]
        // 7 elements of 4 bits need 4 whole bytes, so a budget of 3 bytes holds nothing.
        let fixed = [(7, 3), (7, 4), (1_000, 1_000), (1_000, 2_000), (1_000, 499), (3, 12), (0, 0)]
        try trial.examine(budgetInquiry(bits, decibels), fixed.map { BudgetCase(count: $0.0, budget: $0.1) })
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(
            budgetInquiry(bits, decibels),
            (0..<60).map { _ in
              let count = source.integer(in: 1...2_001)
              return BudgetCase(count: count, budget: source.integer(in: 0...(count * 4 + 2)))
            })
        }
      },
      Check(
        "weights", task: 4, ja: "学習済みの重みで測る", en: "Measured on trained weights", requires: [1, 2, 3]
      ) { trial throws(CheckFailure) in
        var all: [Float] = []
        for file in ["lenet-conv1.f32", "mobilenet-depthwise.f32", "resnet8-conv2.f32"] {
          all += try trial.numbers(of: file)
        }
        try measure(trial, all)
      },
    ]
  }

  /// Encodes with the learner's functions, decodes here, and records what is left of the signal.
  private static func measure(_ trial: Trial, _ weights: [Float]) throws(CheckFailure) {
    let half: [UInt16] = try trial.call("encodeHalf", weights)
    let brain: [UInt16] = try trial.call("encodeBrainFloat", weights)
    let e4m3: [UInt8] = try trial.call("encodeE4M3", weights)
    let e5m2: [UInt8] = try trial.call("encodeE5M2", weights)
    let (low, high) = (weights.min() ?? 0, weights.max() ?? 0)
    let parameters: QuantizationParameters = try trial.call("affineParameters", low, high, -128, 127)
    let int8: [Int32] = try trial.call("quantize", weights, parameters, -128, 127)
    let restored: [(id: String, name: String, values: [Float])] = [
      ("fp16", "fp16", half.map { Float(Float16(bitPattern: $0)) }),
      ("bf16", "bf16", brain.map { Float(bitPattern: UInt32($0) << 16) }),
      ("e4m3", "fp8 E4M3", e4m3.map { Float(Encodings.byteValue($0, fractionBits: 3, bias: 7)) }),
      ("e5m2", "fp8 E5M2", e5m2.map { Float(Encodings.byteValue($0, fractionBits: 2, bias: 15)) }),
      ("int8", "int8", int8.map { Float($0 - parameters.zeroPoint) * parameters.scale }),
    ]
    for format in restored {
      try trial.require(
        format.values.count == weights.count,
        .wrong(
          ja: "\(format.name) のコードの数が重みの数と違います。",
          en: "The number of \(format.name) codes is not the number of weights.",
          input: "\(weights.count) weights", expected: "\(weights.count) codes",
          returned: "\(format.values.count) codes"))
      let ours = decibels(weights, format.values)
      let theirs: Double = try trial.call("signalToNoise", weights, format.values)
      try trial.require(
        agree(ours, theirs),
        .wrong(
          ja: "返ったコードから計算した SQNR と違います。", en: "It differs from the SQNR computed from the returned codes.",
          input: "signalToNoise(of: weights, restored: \(format.name))", expected: "\(ours) dB",
          returned: "\(theirs) dB"))
      trial.record(
        "sqnr.\(format.id)", ja: "\(format.name) の SQNR", en: "SQNR of \(format.name)", value: ours, unit: "dB",
        count: weights.count)
    }
  }

  private static func decibels(_ signal: [Float], _ restored: [Float], factor: Double = 10) -> Double {
    let power = signal.reduce(0) { $0 + Double($1) * Double($1) }
    let noise = zip(signal, restored).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    return noise == 0 ? .infinity : factor * log10(power / noise)
  }

  /// 10⁻³ dB: sums of thousands of terms in Float instead of Double move the result by less than 10⁻⁴ dB, and no wrong
  /// formula comes this close.
  private static func agree(_ a: Double, _ b: Double) -> Bool { a == b || (a - b).magnitude < 1e-3 }

  private static var noiseInquiry: Inquiry<([Float], [Float]), Double> {
    Inquiry(
      ask: { trial, cases throws(CheckFailure) in
        var answers: [Double] = []
        for item in cases { answers.append(try trial.call("signalToNoise", item.0, item.1)) }
        return answers
      },
      truth: { decibels($0.0, $0.1) }, same: agree,
      describe: { "signalToNoise(of: \($0.0), restored: \($0.1))" }, show: { "\($0) dB" }, size: { Double($0.0.count) },
      variants: [
        Variant(
          "sqnr-amplitude", ja: "係数を 20 とした結果と一致します。二乗和は電力なので 10 を掛けます。",
          en: "It equals a factor of 20. Sums of squares are powers: the factor is 10."
        ) { decibels($0.0, $0.1, factor: 20) }
      ])
  }

  struct BudgetCase {
    var count: Int
    var budget: Int
  }

  private static func budgetInquiry(_ bits: [Int], _ decibels: [Double]) -> Inquiry<BudgetCase, Int> {
    func choice(_ item: BudgetCase, padding: Int) -> Int {
      let fitting = bits.indices.filter { (item.count * bits[$0] + padding) / 8 <= item.budget }
      return fitting.max { (decibels[$0], -$0) < (decibels[$1], -$1) } ?? -1
    }
    return Inquiry(
      ask: { trial, cases throws(CheckFailure) in
        var answers: [Int] = []
        for item in cases { answers.append(try trial.call("bestFormat", item.count, bits, decibels, item.budget)) }
        return answers
      },
      truth: { choice($0, padding: 7) }, same: { $0 == $1 },
      describe: {
        "bestFormat(count: \($0.count), bitsPerElement: \(bits), decibels: \(decibels), budgetBytes: \($0.budget))"
      },
      size: { Double($0.count) },
      variants: [
        Variant(
          "budget-floor", ja: "端数のビットを切り捨てた結果と一致します。1 ビットでも残れば 1 バイト必要です。",
          en: "It equals dropping the last bits. One bit left over needs a whole byte."
        ) { choice($0, padding: 0) }
      ])
  }
}
