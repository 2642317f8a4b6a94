/// Mission row M036: training with rounding against rounding afterwards, at few bits.
package enum AwareBits: Headline {
  package static let key = "aware-bits"
  package static let title = "Training with rounding beats rounding afterwards at few bits"
  package static let setting =
    "GlyphNet on glyphs. All weights of 2, 3, 4 and 8 bits, activations of 8: quantized after training with least-error "
    + "ranges, and with learned steps (LSQ) trained for three epochs more. Accuracy on test data."

  private static let bits = [2, 3, 4, 8]

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.glyphNet
    let file = try bench.trained(model)
    var figures: [HeadlineFigure] = []
    for bits in bits {
      let after = try bench.quantized(file, model, to: "int\(bits)", bits == 8 ? [] : ["--activations", "uint8"])
      let stage = "{train-quantized: {method: lsq, bits: \(bits), activation-bits: 8, edge-bits: \(bits), epochs: 3}}"
      let aware = try bench.compressed(file, model, stage: stage)
      if bits == 2 { figures.append(HeadlineFigure("float32", "accuracy", after.scoreBefore, .share)) }
      figures.append(HeadlineFigure("\(bits) bits, after", "accuracy", after.scoreAfter, .share))
      figures.append(HeadlineFigure("\(bits) bits, LSQ", "accuracy", aware.accuracy, .share))
    }
    return figures
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    let wins = spread.wins("2 bits, LSQ", over: "2 bits, after", "accuracy", by: 0.02)
    let learned = bits.map { spread.mean("\($0) bits, LSQ", "accuracy") }
    let count = spread.seeds.count
    return [
      HeadlineVerdict(
        "2 bits: LSQ at least 2 points above in every seed", found: "\(wins) of \(count)", holds: wins == count),
      HeadlineVerdict(
        "LSQ: 2 bits < 3 bits ≤ 4 bits, and 4 bits within a point of 8",
        found: learned.map { HeadlineCell.text($0, .share) }.joined(separator: ", "),
        holds: learned[0] < learned[1] && learned[1] <= learned[2] + 0.0025 && learned[2] >= learned[3] - 0.01),
    ]
  }
}
