/// Weights of 4 bits in a causal transformer: what they cost against the entropy of the source, and how fast it is.
package enum FourBitTokens: Headline {
  package static let key = "four-bit-tokens"
  package static let title = "A causal transformer with weights of 4 bits"
  package static let setting =
    "Sequences of 64 tokens from a source of 1.75 bits a token. Weights in groups of 32, products on 4-bit codes. Tokens "
    + "a second at one thread, in turns with float32."

  /// Of the source, in closed form; see its data card.
  private static let entropy = 1.75
  private static let tokens = 64.0

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.causalTransformer
    let file = try bench.trained(model)
    let found = try bench.quantized(file, model, to: "int4", ["--granularity", "group:32"])
    let race = try bench.raced(file, "quantized.onnx").comparison
    func speed(_ arm: BenchAnswer.Comparison.Arm) -> Double {
      let sorted = arm.nanoseconds.sorted()
      return sorted.isEmpty ? .nan : tokens * 1e9 / Double(sorted[sorted.count / 2])
    }
    return [
      HeadlineFigure("float32", "bits per token", found.scoreBefore, .bits),
      HeadlineFigure("float32", "above the entropy", found.scoreBefore - entropy, .bits),
      HeadlineFigure("float32", "tokens", speed(race.baseline), .perSecond),
      HeadlineFigure("4 bits", "bits per token", found.scoreAfter, .bits),
      HeadlineFigure("4 bits", "above the entropy", found.scoreAfter - entropy, .bits),
      HeadlineFigure("4 bits", "tokens", speed(race.candidate), .perSecond),
      HeadlineFigure("4 bits", "times as fast", race.ratio.estimate, .ratio),
      HeadlineFigure("4 bits", "lower end", race.ratio.low, .ratio),
      HeadlineFigure("4 bits", "file", found.share, .share),
    ]
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    [spread.atLeast(1, "4 bits", "lower end")]
  }
}
