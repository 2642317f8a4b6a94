import JudgeKit

extension Checks {
  // MARK: Task 4

  static var ranges: [Check] {
    [
      Check("activation-range", task: 4, ja: "活性値の範囲の形", en: "Shape of an activation's range") {
        trial throws(CheckFailure) in
        try trial.examine(rangeInquiry, [[], [0, 0, 0], [0, 1, 2, 3], [5, 6, 7], [-3, -1], [-0.5, 0, 4]])
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(rangeInquiry, activations(&source))
        }
      },
      Check(
        "ranges", task: 4, ja: "ネットワークの活性値の範囲", en: "Ranges of the network's activations", requires: [1, 2, 3]
      ) { trial throws(CheckFailure) in try network(trial) },
    ]
  }

  /// As activations come: after ReLU, before it, with a skew, and with an offset.
  private static func activations(_ source: inout RandomSource) -> [[Float]] {
    let bell = (0..<500).map { _ in source.normal() }
    return [bell.map { max($0, 0) }, bell, bell.map { $0 < 0 ? 8 * $0 : $0 }, bell.map { $0.magnitude + 5 }]
  }

  /// The truth shown is the whole range of the samples with 0. What is accepted is any range that holds 0, goes to the
  /// sides where there are samples and nowhere else, and is at most twice as wide on either side.
  private static var rangeInquiry: Inquiry<[Float], [Float]> {
    Inquiry(
      askEach: { trial, samples throws(CheckFailure) in try trial.call("activationRange", samples) },
      truth: { [min($0.min() ?? 0, 0), max($0.max() ?? 0, 0)] }, same: { $0 == $1 },
      accepts: { _, truth, range in
        range.count == 2 && range.allSatisfy(\.isFinite) && range[0] <= 0 && range[1] >= 0
          && range[0] >= 2 * truth[0] && range[1] <= 2 * truth[1]
      },
      describe: { "activationRange(of: \($0))" }, size: { Double($0.count) },
      variants: [
        Variant(
          "range-symmetric",
          ja: "絶対値の最大を両側に使った結果と一致します。ReLU の後の活性値では、負のコードが一度も使われません。レッスンの「活性値」を見てください。",
          en:
            "It equals the largest magnitude on both sides. After a ReLU the negative codes are never used; see “Activations” in the lesson."
        ) { samples in
          let largest = samples.map(\.magnitude).max() ?? 0
          return [-largest, largest]
        },
        Variant(
          "range-without-zero",
          ja: "最小値と最大値をそのまま返した結果と一致します。範囲に 0 が入らないと、パディングの 0 を表すコードがありません。",
          en: "It equals the bare minimum and maximum. Without 0 in the range, the zeros of padding have no code."
        ) { [$0.min() ?? 0, $0.max() ?? 0] },
      ])
  }

  /// Asks for the range of every activation of the network. What they are worth is judged by the int8 model that
  /// grading makes with them.
  private static func network(_ trial: Trial) throws(CheckFailure) {
    var lines: [String] = []
    for activation in try trial.observations() {
      let range: [Float] = try trial.call("activationRange", activation.values)
      try trial.require(
        range.count == 2 && range.allSatisfy(\.isFinite) && range[0] <= range[1],
        .wrong(
          ja: "有限の値が low ≤ high の順に返っていません。", en: "These are not two finite numbers with low ≤ high.",
          input: "\(activation.name), n = \(activation.values.count)", expected: "low ≤ high", returned: "\(range)"))
      lines.append("\(range[0]) \(range[1])")
    }
    trial.handOver(lines.joined(separator: "\n"), as: "ranges")
  }
}
