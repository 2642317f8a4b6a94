/// AdaRound and GPTQ against rounding to nearest, weights of 4 bits.
package enum Rounding: Headline {
  package static let key = "rounding"
  package static let title = "Codes that are chosen lose less than codes that are nearest"
  package static let setting =
    "MobileNetV1 × 0.25 on spoken words, weights of 4 bits with one scale for each channel, real activations. How many layers "
    + "have less noise in their output than with nearest codes: alone behind real layers, which GPTQ minimizes, and in the "
    + "quantized model, which AdaRound minimizes."

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.mobileNetV1
    let file = try bench.trained(model)
    var figures: [HeadlineFigure] = []
    var nearest: [String: DiagnoseAnswer.Layer] = [:]
    for name in ["nearest", "gptq", "adaround"] {
      let options = ["--granularity", "channel"] + (name == "nearest" ? [] : ["--method", name])
      let found = try bench.quantized(file, model, to: "int4", options)
      let layers = try bench.diagnosed(file, "quantized.onnx", model).diagnosis.layers
      if name == "nearest" {
        nearest = Dictionary(layers.map { ($0.name, $0) }) { first, _ in first }
        figures.append(HeadlineFigure("float32", "accuracy", found.scoreBefore, .share))
      }
      figures.append(HeadlineFigure(name, "accuracy", found.scoreAfter, .share))
      guard name != "nearest" else { continue }
      /// Less noise is a higher ratio; no noise at all has none.
      func better(_ ratio: (DiagnoseAnswer.Layer) -> Double?) -> Double {
        let count = layers.count { layer in
          nearest[layer.name].map { (ratio(layer) ?? .infinity) > (ratio($0) ?? .infinity) } ?? false
        }
        return Double(count) / Double(layers.count)
      }
      figures.append(HeadlineFigure(name, "layers better alone", better { $0.localOfWeights }, .share))
      figures.append(HeadlineFigure(name, "layers better in the model", better { $0.cumulative }, .share))
    }
    return figures
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    [("gptq", "layers better alone"), ("adaround", "layers better in the model")].flatMap { name, column in
      let recovered = spread.recovered(by: name, of: "nearest", to: "float32", "accuracy")
      return [
        spread.atLeast(1, name, column),
        HeadlineVerdict(
          "\(name): at least 70 % of the lost accuracy comes back",
          found: HeadlineCell.text(recovered, .share), holds: recovered >= 0.7),
      ]
    }
  }
}
