import Charts
package import Reports

/// A diagnosis as a table of layers and sentences about those that matter.
package struct DiagnosisView: Answer {
  package let diagnosis: QuantizationDiagnosis
  package let files: [String]

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    let samples = Figure.fixed(Double(diagnosis.samples), 0)
    var lines = [
      isJapanese
        ? "  モデルの出力の SQNR  \(Self.decibels(diagnosis.output))（重みだけ \(Self.decibels(diagnosis.outputOfWeights))、"
          + "活性値だけ \(Self.decibels(diagnosis.outputOfActivations))、入力 \(samples) 個）"
        : "  SQNR of the model's output  \(Self.decibels(diagnosis.output)) (weights alone "
          + "\(Self.decibels(diagnosis.outputOfWeights)), activations alone "
          + "\(Self.decibels(diagnosis.outputOfActivations)); \(samples) inputs)", "",
    ]
    lines += table(language, width: width) + [""]
    lines += advice(language, width: width)
    if diagnosis.saturatesHere, diagnosis.saturatingLayers > 0 {
      let share = Figure.percent(diagnosis.saturatingLayers)
      lines.append(
        contentsOf: Columns.wrapped(
          isJapanese
            ? "このプロセッサには 8 ビットの内積命令がありません。\(share) の層では、2 つの積の和が 16 ビットを超えることがあり、ほかの実行系ではそこで飽和します。Keiryo のカーネルは飽和しません。"
            : "This processor has no dot product of bytes. In \(share) of the layers the sum of two products may leave 16 "
              + "bits, where other engines saturate; Keiryo's kernels do not.", to: width - 2
        ).map { "  " + $0 })
    }
    if !files.isEmpty { lines += ["", "  " + files.joined(separator: "  ")] }
    return lines.joined(separator: "\n")
  }

  private func table(_ language: Language, width: Int) -> [String] {
    var text = TextTable([.left, .left, .right, .right, .right, .right, .right])
    text.add(
      language == .ja
        ? ["層", "演算子", "この層だけ", "重みだけ", "活性値だけ", "モデルの中", "出力の雑音に占める割合"]
        : ["layer", "operator", "alone", "weights", "activations", "in the model", "share of output noise"])
    let room = max(12, width - 82)
    for layer in diagnosis.layers {
      text.add([
        Columns.cut(layer.name, to: room), layer.operatorName, Self.decibels(layer.local),
        Self.decibels(layer.localOfWeights), Self.decibels(layer.localOfActivations), Self.decibels(layer.cumulative),
        Figure.percent(layer.noiseShare),
      ])
    }
    return text.lines
  }

  /// The layers that make most of the noise and have something to be done about, at most five.
  private func advice(_ language: Language, width: Int) -> [String] {
    let worst = diagnosis.layers.filter { $0.cause != .none }.sorted { $0.noiseShare > $1.noiseShare }.prefix(5)
    guard !worst.isEmpty else {
      return [
        language == .ja ? "  目立って悪い層はありません。" : "  No layer stands out."
      ]
    }
    return worst.flatMap { layer in
      let words = DiagnosisWords(layer)
      return Columns.wrapped("\(layer.name): \(words.cause[language]) → \(words.action[language])", to: width - 4)
        .enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    }
  }

  private static func decibels(_ ratio: Double?) -> String { ratio.map { Quantity.decibels.text($0) } ?? "∞" }
}
