import JudgeKit

extension Checks {
  // MARK: Task 1

  static var channels: [Check] {
    [
      Check("importance", task: 1, ja: "チャネルの重要度", en: "Importance of channels") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          let cases = [[2, 1, 1, 2], [3, 3, 3, 3], [8, 3, 3, 5], [5, 1, 1, 7]].map { shape in
            Block(shape: shape, weights: (0..<shape.reduce(1, *)).map { _ in source.normal() })
          }
          try trial.examine(importanceInquiry, cases)
        }
      },
      Check("coupled-channels", task: 1, ja: "残差でつながった層の選択", en: "Layers tied by a residual") {
        trial throws(CheckFailure) in
        // The example of the lesson: together channel 2 goes, alone channel 1 and channel 2.
        let small = Selection(importance: [[0.9, 0.1, 0.4, 0.6], [0.2, 0.8, 0.1, 0.5]], tied: [[0, 1]], share: 0.75)
        let equal = Selection(importance: [[1, 1, 1], [0, 0, 0]], tied: [], share: 0.34)
        let none = Selection(importance: [[5, 1]], tied: [], share: 0)
        try trial.examine(selectionInquiry, [small, equal, none])
        try trial.forEachSeed { source throws(CheckFailure) in
          let cases = (0..<12).map { _ in
            // Layers 0, 2 and 4 end in the same addition; 1 and 3 are inside the blocks.
            Selection(
              importance: (0..<5).map { layer in
                let size = Float(1 << source.integer(in: 0...2))
                return (0..<(layer % 2 == 0 ? 8 : 6)).map { _ in source.uniform(0.1, 1) * size }
              }, tied: [[0, 2, 4]], share: Double(source.integer(in: 1...8)) / 8)
          }
          try trial.examine(selectionInquiry, cases)
        }
      },
      Check("slices", task: 1, ja: "重みの切り出し", en: "Slicing weights") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          for (shape, axis) in [([4, 3, 3, 2], 0), ([2, 3, 3, 4], 3), ([3, 1, 1, 5], 3)] {
            let kept = source.permutation(shape[axis]).prefix(2).sorted()
            let weights = (0..<shape.reduce(1, *)).map { Float($0) }
            try trial.examine(sliceInquiry(axis, kept), [Block(shape: shape, weights: weights)])
          }
        }
      },
    ]
  }

  struct Block {
    var shape: [Int]
    var weights: [Float]
  }

  struct Selection {
    var importance: [[Float]]
    var tied: [[Int]]
    var share: Double
  }

  private static var importanceInquiry: Inquiry<Block, [Float]> {
    func norms(_ block: Block, axis: Int = 0, _ term: (Double) -> Double = { $0 * $0 }) -> [Float] {
      let inner = block.shape[(axis + 1)...].reduce(1, *)
      var sums = [Double](repeating: 0, count: block.shape[axis])
      for (index, weight) in block.weights.enumerated() {
        sums[index / inner % block.shape[axis]] += term(Double(weight))
      }
      return sums.map { Float($0) }
    }
    return Inquiry(
      askEach: { trial, block throws(CheckFailure) in try trial.call("channelImportance", block.weights, block.shape) },
      truth: { norms($0) },
      // A Float sum of at most 45 squares in another order differs by less than 45 · 2⁻²⁴ ≈ 3 · 10⁻⁶ relative.
      same: { $0.count == $1.count && zip($0, $1).allSatisfy { ($0 - $1).magnitude <= 1e-5 * $0.magnitude } },
      describe: { "channelImportance(of: \($0.weights), shape: \($0.shape))" }, size: { Double($0.weights.count) },
      variants: [
        Variant(
          "importance-l1", ja: "絶対値の和と一致します。この課題は二乗和です。",
          en: "It equals the sum of magnitudes; this task asks for squares."
        ) { norms($0) { $0.magnitude } },
        Variant(
          "importance-root", ja: "二乗和の平方根を取った結果と一致します。つながった層のスコアは、二乗和のまま足します。",
          en: "It equals the root of the sum of squares. Scores of tied layers add as squares."
        ) { norms($0).map { $0.squareRoot() } },
        Variant(
          "importance-input-axis", ja: "入力チャネルごとに集めた結果と一致します。出力チャネルは軸 0 です。",
          en: "It equals collecting by input channel. Output channels are axis 0."
        ) { norms($0, axis: 3) },
      ])
  }

  private static var selectionInquiry: Inquiry<Selection, [[Int]]> {
    func choose(
      _ item: Selection, coupled: Bool = true, firstDecides: Bool = false, up: Bool = true, largest: Bool = true
    ) -> [[Int]] {
      item.importance.indices.map { layer in
        var members = coupled ? item.tied.first { $0.contains(layer) } ?? [layer] : [layer]
        if firstDecides { members = Array(members.prefix(1)) }
        let count = item.importance[layer].count
        let scores = (0..<count).map { channel in
          members.reduce(0.0) { $0 + Double(item.importance[$1][channel]) }
        }
        let order = (0..<count).sorted { a, b in
          scores[a] == scores[b] ? a < b : (scores[a] > scores[b]) == largest
        }
        let exact = item.share * Double(count)
        return order.prefix(max(1, Int(up ? exact.rounded(.up) : exact.rounded(.down)))).sorted()
      }
    }
    return Inquiry(
      askEach: { trial, item throws(CheckFailure) in
        try trial.call("keptChannels", item.importance, item.tied, item.share)
      },
      truth: { choose($0) }, same: { $0 == $1 },
      describe: { "keptChannels(importance: \($0.importance), tied: \($0.tied), share: \($0.share))" },
      size: { Double($0.importance.count) },
      variants: [
        Variant(
          "coupling-ignored", ja: "層ごとに別々に選んだ結果と一致します。残差の足し算では、両方の層で同じ番号のチャネルが残っていなければ形が合いません。",
          en: "It equals choosing for each layer alone. An addition needs the same channels from both sides."
        ) { choose($0, coupled: false) },
        Variant(
          "first-layer-decides", ja: "つながった層のうち最初の層だけで選んだ結果と一致します。スコアは全員ぶんを足します。",
          en: "It equals letting the first of the tied layers decide. The scores of all of them add."
        ) { choose($0, firstDecides: true) },
        Variant("kept-least", ja: "重要度の低いチャネルを残した結果と一致します。", en: "It equals keeping the least important channels.") {
          choose($0, largest: false)
        },
        Variant("kept-floor", ja: "残す数を切り捨てた結果と一致します。", en: "It equals rounding the number of channels down.") {
          choose($0, up: false)
        },
      ])
  }

  private static func sliceInquiry(_ axis: Int, _ kept: [Int]) -> Inquiry<Block, [Float]> {
    func sliced(_ block: Block, axis: Int) -> [Float] {
      let inner = block.shape[(axis + 1)...].reduce(1, *)
      return block.weights.indices.filter { kept.contains($0 / inner % block.shape[axis]) }.map { block.weights[$0] }
    }
    return Inquiry(
      askEach: { trial, block throws(CheckFailure) in try trial.call("slice", block.weights, block.shape, axis, kept) },
      truth: { sliced($0, axis: axis) }, same: { $0 == $1 },
      describe: { "slice(\($0.weights), shape: \($0.shape), axis: \(axis), keeping: \(kept))" },
      variants: [
        Variant(
          "slice-first-axis", ja: "いつも軸 0 を切り出した結果と一致します。次の層では入力側の軸 3 を切ります。",
          en: "It equals slicing axis 0 always. In the next layer the input axis 3 is cut."
        ) { sliced($0, axis: 0) }
      ])
  }
}
