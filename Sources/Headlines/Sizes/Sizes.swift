/// Mission rows M030, M031, M032: half, a quarter, an eighth of the bytes.
package enum Sizes: Headline {
  package static let key = "sizes"
  package static let title = "16, 8 and 4 bits: half, a quarter, an eighth"
  package static let setting =
    "MobileNetV1 × 0.25 on spoken words, int8 and int4 with one scale for each layer, the codes of int4 chosen by AdaRound. "
    + "The file as it lies on the disk, and accuracy on test data."

  private static let targets: [(name: String, target: String, options: [String])] = [
    ("fp16", "fp16", []), ("int8", "int8", ["--granularity", "tensor"]),
    ("int4", "int4", ["--granularity", "tensor", "--method", "adaround"]),
  ]

  package static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure] {
    let model = ReferenceModel.mobileNetV1
    let file = try bench.trained(model)
    return try targets.flatMap { name, target, options in
      let found = try bench.quantized(file, model, to: target, options)
      return [
        HeadlineFigure(name, "file", found.share, .share),
        HeadlineFigure(name, "bits per weight", found.after.bitsPerWeight, .bits),
        HeadlineFigure(name, "accuracy", found.scoreAfter, .share),
        HeadlineFigure(name, "lost", found.drop, .points),
      ]
    }
  }

  package static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict] {
    [
      spread.atMost(0.51, "fp16", "file"), spread.atMost(0.001, "fp16", "lost"),
      spread.atMost(0.27, "int8", "file"), spread.atMost(0.01, "int8", "lost"),
      spread.atMost(1.0 / 7, "int4", "file"), spread.atMost(0.02, "int4", "lost"),
    ]
  }
}
