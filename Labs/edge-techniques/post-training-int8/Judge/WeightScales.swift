import JudgeKit

extension Checks {
  // MARK: Task 1

  static var weightScales: [Check] {
    [
      Check("tensor-scale", task: 1, ja: "テンソル単位のスケール", en: "Scale of a tensor") { trial throws(CheckFailure) in
        try trial.examine(tensorInquiry, [[-0.9, -0.2, 0.1, 1.27], [0, 0], [-2.54, 1], [1e-30]])
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(tensorInquiry, (1...20).map { count in (0..<count).map { _ in source.normal() } })
        }
      },
      Check("channel-scales", task: 1, ja: "チャネル単位のスケール", en: "Scales of channels") { trial throws(CheckFailure) in
        let zeros = [
          WeightCase(weights: [0, 0, 1.27, -0.5], shape: [2, 2], axis: 0),
          WeightCase(weights: [0, 0, 0], shape: [1, 1, 3], axis: 2),
        ]
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(channelInquiry, WeightCase.layouts(&source) + zeros)
        }
      },
    ]
  }

  private static var tensorInquiry: Inquiry<[Float], Float> {
    Inquiry(
      askEach: { trial, weights throws(CheckFailure) in try trial.call("tensorScale", weights) },
      truth: { scale(of: $0.map(\.magnitude).max() ?? 0, steps: 127) }, same: close,
      describe: { "tensorScale(\($0))" }, size: { Double($0.count) },
      variants: [
        Variant(
          "scale-128", ja: "127 ではなく 128 で割った結果と一致します。対称量子化のコードは −127〜127 です。レッスンの「なぜ −127 なのか」を見てください。",
          en: "It equals dividing by 128. Symmetric codes run from −127 to 127; see “Why −127” in the lesson."
        ) { scale(of: $0.map(\.magnitude).max() ?? 0, steps: 128) },
        Variant(
          "scale-full-range", ja: "最大値と最小値の幅を 255 で割った結果と一致します。対称量子化では 0 を中心に両側を同じ幅に取ります。",
          en: "It equals the width from minimum to maximum over 255. A symmetric range is the same on both sides of 0."
        ) { scale(of: ($0.max() ?? 0) - ($0.min() ?? 0), steps: 255) },
        Variant(
          "scale-no-magnitude", ja: "絶対値を取らずに最大値を使った結果と一致します。負の側に大きな重みがあると足りません。",
          en: "It equals the maximum without magnitudes. A large negative weight does not fit."
        ) { scale(of: $0.max() ?? 0, steps: 127) },
      ])
  }

  private static var channelInquiry: Inquiry<WeightCase, [Float]> {
    Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("channelScales", item.weights, item.shape, item.axis)
      },
      truth: { scales($0.largest()) }, same: close,
      describe: { "channelScales(of: \($0.weights), shape: \($0.shape), axis: \($0.axis))" },
      size: { Double($0.weights.count) },
      variants: [
        Variant(
          "axis-blocks", ja: "どの配置でも先頭の軸をチャネルとみなした結果と一致します。depthwise の重み [H, W, C] では、チャネルは最後の軸です。",
          en:
            "It equals taking contiguous blocks as channels in every layout. In depthwise weights [H, W, C] the channel is last."
        ) { item in
          let block = item.weights.count / item.shape[item.axis]
          return blocks(item, block: block)
        },
        Variant(
          "scale-zero", ja: "すべて 0 のチャネルのスケールが 0 になった結果と一致します。割ると NaN になります。",
          en: "It equals a scale of 0 for a channel of zeros. Dividing by it gives NaN."
        ) { item in item.largest().map { $0 / 127 } },
        Variant(
          "scale-one", ja: "すべて 0 のチャネルのスケールを 1 にした結果と一致します。そのチャネルのバイアスの目盛りが粗くなり、小さな値が消えます。",
          en: "It equals a scale of 1 for a channel of zeros. That channel's bias is then stored too coarsely."
        ) { item in item.largest().map { scale(of: $0, steps: 127) } },
        Variant(
          "one-scale", ja: "全チャネルに同じスケールを使った結果と一致します。",
          en: "It equals one scale for all channels."
        ) { item in
          let all = scale(of: item.weights.map(\.magnitude).max() ?? 0, steps: 127)
          return item.shape[item.axis] > 0 ? [Float](repeating: all, count: item.shape[item.axis]) : []
        },
      ])
  }

  private static func scales(_ maxima: [Float]) -> [Float] {
    let floor = (maxima.max() ?? 0) / 100
    return maxima.map { floor > 0 ? max($0, floor) / 127 : 1 }
  }

  private static func blocks(_ item: WeightCase, block: Int) -> [Float] {
    scales(
      (0..<item.shape[item.axis]).map { channel in
        item.weights[(channel * block)..<((channel + 1) * block)].map(\.magnitude).max() ?? 0
      })
  }

  private static func scale(of largest: Float, steps: Float) -> Float { largest == 0 ? 1 : largest / steps }

  /// One division in Float: two units in the last place leave room for multiplying by 1/127 instead.
  private static func close(_ a: Float, _ b: Float) -> Bool { (a - b).magnitude <= a.magnitude * 0x1p-22 }
  private static func close(_ a: [Float], _ b: [Float]) -> Bool { a.count == b.count && zip(a, b).allSatisfy(close) }
}
