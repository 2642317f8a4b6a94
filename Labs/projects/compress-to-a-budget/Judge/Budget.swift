import JudgeKit

extension Checks {
  // MARK: Task 3

  static var budget: [Check] {
    [
      Check("bytes", task: 3, ja: "モデルのバイト数", en: "Bytes of a model") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(bytesInquiry, (0..<20).map { _ in chain(&source) })
        }
      },
      Check("share", task: 3, ja: "予算に収まる割合", en: "The share that fits") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          let cases = (0..<30).map { _ in
            var item = chain(&source)
            let whole = bytes(item.channels, item.kernels, 32)
            item.budget = source.integer(in: 0...whole)
            return item
          }
          try trial.examine(shareInquiry, cases)
        }
      },
      Check(
        "headline", task: 3, ja: "ResNet-8 を 20 % に", en: "ResNet-8 to 20 %"
      ) { trial throws(CheckFailure) in try headline(trial) },
    ]
  }

  struct Chain {
    var channels: [Int]
    var kernels: [Int]
    var bits: Int
    var budget = 0
  }

  private static func chain(_ source: inout RandomSource) -> Chain {
    let layers = source.integer(in: 1...5)
    return Chain(
      channels: (0...layers).map { _ in source.integer(in: 1...33) },
      kernels: (0..<layers).map { _ in [1, 3, 5][source.integer(below: 3)] },
      bits: [4, 8, 16, 32][source.integer(below: 4)])
  }

  private static func bytes(_ channels: [Int], _ kernels: [Int], _ bits: Int, bias: Int = 4, up: Int = 7) -> Int {
    kernels.indices.reduce(0) { sum, layer in
      let weights = kernels[layer] * kernels[layer] * channels[layer] * channels[layer + 1]
      return sum + (weights * bits + up) / 8 + bias * channels[layer + 1]
    }
  }

  private static var bytesInquiry: Inquiry<Chain, Int> {
    Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("modelBytes", item.channels, item.kernels, item.bits)
      },
      truth: { bytes($0.channels, $0.kernels, $0.bits) }, same: { $0 == $1 },
      describe: { "modelBytes(channels: \($0.channels), kernels: \($0.kernels), bits: \($0.bits))" },
      size: { Double($0.kernels.count) },
      variants: [
        Variant("bytes-no-bias", ja: "バイアスを数えない結果と一致します。", en: "It equals leaving out the biases.") {
          bytes($0.channels, $0.kernels, $0.bits, bias: 0)
        },
        Variant(
          "bytes-small-bias", ja: "バイアスも重みと同じビット数で数えた結果と一致します。int8 モデルでもバイアスは int32 です。",
          en: "It equals biases as narrow as the weights. In an int8 model they are int32."
        ) { item in
          item.kernels.indices.reduce(0) { sum, layer in
            let out = item.channels[layer + 1]
            let weights = item.kernels[layer] * item.kernels[layer] * item.channels[layer] * out
            return sum + (weights * item.bits + 7) / 8 + out * item.bits / 8
          }
        },
      ])
  }

  private static var shareInquiry: Inquiry<Chain, Int> {
    func share(_ item: Chain, prunesEnds: Bool = false) -> Int {
      (1...64).last { share in
        let channels = item.channels.indices.map { index in
          let isEnd = index == 0 || (index == item.channels.count - 1 && !prunesEnds)
          return isEnd ? item.channels[index] : (item.channels[index] * share + 63) / 64
        }
        return bytes(channels, item.kernels, item.bits) <= item.budget
      } ?? 0
    }
    return Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("largestShare", item.channels, item.kernels, item.bits, item.budget)
      },
      truth: { share($0) }, same: { $0 == $1 },
      describe: { item in
        "largestShare(channels: \(item.channels), kernels: \(item.kernels), bits: \(item.bits), "
          + "budgetBytes: \(item.budget))"
      },
      size: { Double($0.kernels.count) },
      variants: [
        Variant(
          "share-prunes-output", ja: "最後の出力も減らした結果と一致します。クラス数は変えられません。",
          en: "It equals pruning the last output too. The number of classes cannot change."
        ) { share($0, prunesEnds: true) }
      ])
  }

  /// The main path of ResNet-8: int8 alone stops above 25 %, so the rest must come from channels.
  private static func headline(_ trial: Trial) throws(CheckFailure) {
    let channels = [1, 16, 16, 16, 32, 32, 64, 64, 10]
    let kernels = [3, 3, 3, 3, 3, 3, 3, 1]
    let before = bytes(channels, kernels, 32)
    let int8: Int = try trial.call("modelBytes", channels, kernels, 8)
    let share: Int = try trial.call("largestShare", channels, kernels, 8, before / 5)
    let pruned = channels.indices.map { index in
      index == 0 || index == channels.count - 1 ? channels[index] : (channels[index] * share + 63) / 64
    }
    let after = bytes(pruned, kernels, 8)
    try trial.require(
      int8 * 4 > before && after * 5 <= before && share > 0,
      .wrong(
        ja: "予算に収まっていません。", en: "It does not fit the budget.", input: "ResNet-8, 20 %", expected: "<= \(before / 5) B",
        returned: "\(after) B"))
    trial.record(
      "bytes.int8-share", ja: "int8 だけのときの割合", en: "Share of bytes with int8 alone",
      value: 100 * Double(int8) / Double(before), unit: "%", count: 1)
    trial.record(
      "bytes.pruned-share", ja: "枝刈りと int8 の割合", en: "Share of bytes with pruning and int8",
      value: 100 * Double(after) / Double(before), unit: "%", count: 1)
    trial.record(
      "channels.kept", ja: "残したチャネルの割合", en: "Share of channels kept", value: 100 * Double(share) / 64, unit: "%",
      count: 1)
  }
}
