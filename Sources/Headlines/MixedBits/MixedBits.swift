/// Mission row M034: a few layers kept at 8 bits bring back most of what 4 bits lose.
package enum MixedBits: Headline {
  package static let key = "mixed-bits"
  package static let title = "A quarter of the layers at 8 bits bring back most of what 4 bits lose"
  package static let setting =
    "DS-CNN on spoken words, activations of 8 bits. All layers with weights of 4 bits; at most a quarter of them with 8 bits, "
    + "those that bring most, found by measuring each alone at the output."

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.dsCNN
    let file = try bench.trained(model)
    let low = try bench.quantized(file, model, to: "int4", ["--activations", "uint8", "--granularity", "channel"])
    let mixed = try bench.quantized(file, model, to: "mixed", ["--budget", "layers:0.25"])
    return [
      HeadlineFigure("float32", "accuracy", low.scoreBefore, .share),
      HeadlineFigure("4 bits", "accuracy", low.scoreAfter, .share),
      HeadlineFigure("4 and 8 bits", "accuracy", mixed.scoreAfter, .share),
      HeadlineFigure("4 bits", "file", low.share, .share),
      HeadlineFigure("4 and 8 bits", "file", mixed.share, .share),
    ]
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    let recovered = spread.recovered(by: "4 and 8 bits", of: "4 bits", to: "float32", "accuracy")
    return [
      HeadlineVerdict(
        "at least 80 % of the lost accuracy comes back", found: HeadlineCell.text(recovered, .share),
        holds: recovered >= 0.8)
    ]
  }
}
