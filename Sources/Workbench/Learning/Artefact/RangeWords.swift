import Charts
import Quantization
import Reports

/// What the checks of a model made from ranges say: expected, found, and what to do next.
enum RangeWords {
  static func notBuilt(_ problem: Sentence) -> ArtefactOutcome {
    .failed(
      ja: "この範囲ではモデルを作れません。\(problem.text.ja)", en: "No model comes out of these ranges. \(problem.text.en)",
      input: "activationRange(of:)", expected: "low ≤ high", found: nil)
  }

  static func mixed(_ shared: Int, of count: Int) -> ArtefactOutcome {
    .failed(
      ja: "採点用の画像 \(shared) 枚がキャリブレーションにも入っています。正解率の低下が小さく見えてしまうので、判定できません。",
      en: "\(shared) hidden images are calibration images too. The loss of accuracy would look too small to be judged.",
      input: "n = \(count)", expected: "0", found: "\(shared)")
  }

  static func noisy(_ found: Double, needed: Double, _ reason: ArtefactWords.Reason) -> ArtefactOutcome {
    .failed(
      ja: "出力の SQNR が足りません。\(reason.ja)", en: "The SQNR of the outputs is too low. \(reason.en)",
      input: "model.onnx", expected: "≥ \(Figure.fixed(needed, 1)) dB", found: "\(Figure.fixed(found, 1)) dB",
      misconception: reason.id)
  }

  /// What the ranges look like beside those without the spoilt image.
  static func reason(_ ranges: [ActivationRange], clean: [ActivationRange]) -> ArtefactWords.Reason {
    let pairs = zip(ranges, clean)
    func first(_ isFound: (ActivationRange, ActivationRange) -> Bool) -> String? {
      pairs.first(where: isFound).map { found, clean in
        "\(found.name): \(text(found)) (\(text(clean)))"
      }
    }
    if let example = first({ $0.range.upperBound > 4 * max($1.range.upperBound, 0) && $1.range.upperBound > 0 }) {
      return (
        "outlier-kept",
        "壊れた画像1枚の値が範囲を決めています。括弧内はその画像を除いた範囲です：\(example)。ごく一部の値は切り落としてください。",
        "One spoilt image decides the range; in brackets, the range without it: \(example). Cut off a tiny share of the values."
      )
    }
    if let example = first({ $0.range.lowerBound > 0.1 * $1.range.lowerBound }) {
      return (
        "negative-dropped",
        "負の値を切り落としています。括弧内は壊れた画像を除いた範囲です：\(example)。ReLU を通らない活性値には負の値もあります。",
        "Negative values are cut off; in brackets, the range without the spoilt image: \(example). Not every activation comes from a ReLU."
      )
    }
    if let example = first({ found, clean in
      found.range.upperBound < 0.7 * clean.range.upperBound || found.range.lowerBound > 0.7 * clean.range.lowerBound
    }) {
      return (
        "clipped-too-much",
        "ふつうの値まで切り落としています。括弧内は壊れた画像を除いた範囲です：\(example)。切り落とす割合を減らしてください。",
        "Ordinary values are cut off; in brackets, the range without the spoilt image: \(example). Cut a smaller share."
      )
    }
    return (
      nil, "low と high を、値の小さい側と大きい側で別々に決めているか確かめてください。",
      "Check that low and high each come from their own end of the values."
    )
  }

  private static func text(_ range: ActivationRange) -> String {
    "\(Figure.significant(Double(range.range.lowerBound), 3))…\(Figure.significant(Double(range.range.upperBound), 3))"
  }

  // MARK: Figures

  static func shared(_ shared: Int, of count: Int) -> GradeReport.Measurement {
    .init(
      id: "artefact.shared-images",
      name: LocalizedText(ja: "採点用と重なる画像の割合", en: "Calibration images among the hidden"),
      value: 100 * Double(shared) / Double(count), unit: "%", count: count)
  }

  static func ratios(_ found: Double, reference: Double, count: Int) -> [GradeReport.Measurement] {
    [
      .init(
        id: "artefact.sqnr", name: LocalizedText(ja: "出力の SQNR", en: "SQNR of the outputs"), value: found,
        unit: "dB", count: count),
      .init(
        id: "artefact.sqnr-reference",
        name: LocalizedText(ja: "壊れた画像がない場合の SQNR", en: "SQNR without the spoilt image"), value: reference,
        unit: "dB", count: count),
    ]
  }
}
