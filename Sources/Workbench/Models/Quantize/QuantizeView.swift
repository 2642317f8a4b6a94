import Charts
package import Reports
package import Training

/// What a quantization did to a model.
package struct QuantizeView: Answer {
  package struct Side: Encodable, Sendable {
    package let fileBytes: Int
    /// Bits that a weight takes in the file, with its share of scales and zero points.
    package let bitsPerWeight: Double
    /// On the evaluation samples; nil when nothing is known of them.
    package let score: Score?
  }

  package struct Layer: Encodable, Sendable {
    package let name: String
    /// The numbers that its weights became.
    package let form: String
  }

  package let model: String
  package let file: String
  package let target: String
  package let before: Side
  package let after: Side
  /// In order, when layers were decided on one by one; empty otherwise.
  package let layers: [Layer]
  package let calibrationSamples: Int
  package let evaluationSamples: Int
  /// Of all outputs against those of the original, dB; nil without samples or when they are equal.
  package let signalToNoise: Double?
  package let notes: [LocalizedText]

  init(
    model: String, file: String, target: String, before: Side, after: Side, layers: [Layer],
    calibrationSamples: Int, evaluationSamples: Int, signalToNoise: Double?, notes: [LocalizedText]
  ) {
    self.model = model
    self.file = file
    self.target = target
    self.before = before
    self.after = after
    self.layers = layers
    self.calibrationSamples = calibrationSamples
    self.evaluationSamples = evaluationSamples
    self.signalToNoise = signalToNoise
    self.notes = notes
  }

  package func text(in language: Language, width: Int) -> String {
    let ja = language == .ja
    var table = TextTable([.left, .right, .right, .right])
    table.add(["", ja ? "前" : "before", ja ? "後" : "after", ""])
    let share = Double(after.fileBytes) / Double(max(before.fileBytes, 1))
    table.add([
      ja ? "ファイル" : "file", Figure.bytes(before.fileBytes), Figure.bytes(after.fileBytes), Figure.percent(share),
    ])
    table.add([
      ja ? "重み 1 つのビット数" : "bits per weight", Figure.fixed(before.bitsPerWeight, 2),
      Figure.fixed(after.bitsPerWeight, 2), "",
    ])
    if let old = before.score, let new = after.score {
      let name = ScoreWords.name(old.kind)
      table.add([
        ja ? "\(name.ja)（n = \(old.count)）" : "\(name.en) (n = \(old.count))",
        ScoreWords.figure(old), ScoreWords.figure(new), "",
      ])
    }
    var lines = table.lines
    if let signalToNoise {
      let ratio = Figure.fixed(signalToNoise, 1)
      lines.append(
        ja
          ? "  出力の SN 比 \(ratio) dB（\(evaluationSamples) 件）"
          : "  outputs: \(ratio) dB above the error (\(evaluationSamples) samples)")
    }
    if calibrationSamples > 0 {
      lines.append(
        ja
          ? "  キャリブレーション \(calibrationSamples) 件（評価とは別のデータ）"
          : "  calibrated on \(calibrationSamples) samples, none of them evaluated")
    }
    lines += notes.map { "  * " + $0[language] }
    lines.append(ja ? "  \(file) を書きました。" : "  Wrote \(file).")
    return lines.joined(separator: "\n")
  }
}
