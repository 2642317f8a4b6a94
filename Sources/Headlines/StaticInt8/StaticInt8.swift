/// Static 8-bit quantization of every reference model.
package enum StaticInt8: Headline {
  package static let key = "static-int8"
  package static let title = "int8 costs at most half a point"
  package static let setting =
    "Weights by channel and activations as codes, 200 samples to calibrate. Accuracy; mAP@.5:.95 of the detector; area under "
    + "the curve of the autoencoder."

  private static let models: [ReferenceModel] = [
    .glyphNet, .dsCNN, .resNet8, .mobileNetV1, .mobileNetV2, .detector, .autoencoder,
  ]

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    try models.flatMap { model in
      let name = "\(model.name) (\(model.data))"
      let found = try bench.quantized(bench.trained(model), model, to: "int8")
      return [
        HeadlineFigure(name, "float32", found.scoreBefore, .share),
        HeadlineFigure(name, "int8", found.scoreAfter, .share),
        HeadlineFigure(name, "lost", found.drop, .points),
      ]
    }
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    spread.rows.map { spread.atMost(0.005, $0, "lost") }
  }
}
