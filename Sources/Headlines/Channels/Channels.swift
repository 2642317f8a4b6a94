/// Mission row M038: one scale for each channel against one for the layer.
package enum Channels: Headline {
  package static let key = "channels"
  package static let title = "One scale for each channel, and what mends a scale for the whole layer"
  package static let setting =
    "MobileNetV2 × 0.35 on glyphs, trained by gradient descent at a high rate with weight decay, normalization folded. Weights of "
    + "8 and of 4 bits, activations of 8. Accuracy on test data."

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.farRanges
    let file = try bench.trained(model)
    let forms = [
      ("by channel", ["--granularity", "channel"]), ("by layer", ["--granularity", "tensor"]),
      ("by layer, equalized", ["--granularity", "tensor", "--method", "equalize-unbounded,correct-bias"]),
    ]
    var figures: [HeadlineFigure] = []
    for (name, options) in forms {
      let eight = try bench.quantized(file, model, to: "int8", options)
      let four = try bench.quantized(file, model, to: "int4", ["--activations", "uint8"] + options)
      if figures.isEmpty {
        figures.append(HeadlineFigure("float32", "8 bits", eight.scoreBefore, .share))
        figures.append(HeadlineFigure("float32", "4 bits", eight.scoreBefore, .share))
      }
      figures.append(HeadlineFigure(name, "8 bits", eight.scoreAfter, .share))
      figures.append(HeadlineFigure(name, "4 bits", four.scoreAfter, .share))
    }
    return figures
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    let gain = spread.mean("by channel", "8 bits") - spread.mean("by layer", "8 bits")
    let mended = spread.mean("by layer, equalized", "8 bits")
    let left = spread.mean("float32", "8 bits") - mended
    return [
      HeadlineVerdict(
        "8 bits: by channel at least 5 points above by layer", found: HeadlineCell.text(gain, .points),
        holds: gain >= 0.05),
      HeadlineVerdict(
        "8 bits: by layer, equalized and corrected, within 1 point of float32", found: HeadlineCell.text(left, .points),
        holds: left <= 0.01),
    ]
  }
}
