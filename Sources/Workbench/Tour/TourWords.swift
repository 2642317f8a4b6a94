import Reports

/// The fixed texts of the tour.
enum TourWords {
  static let welcome = LocalizedText(
    ja: """

        ようこそ。Keiryo は、モデルを軽くし、それを測れるようになるための作業場です。
        1 分ほどで、ひととおり見てもらいます（Ctrl-C でいつでもやめられます）。

      """,
    en: """

        Welcome. Keiryo is a workbench for making models light, and for measuring it.
        This takes about a minute and shows all of it (Ctrl-C stops at any time).

      """)
  static let machine = LocalizedText(ja: "このマシンを測る", en: "measuring this machine")
  static let page = LocalizedText(ja: "ポートフォリオのページ", en: "a portfolio page")

  static let author = EvidenceBundle.Author(
    name: LocalizedText(ja: "見本", en: "Demonstration"),
    sentence: LocalizedText(
      ja: "keiryo start が作った見本のページです。誰の成果でもありません。",
      en: "A sample page made by keiryo start. It is nobody's work."))

  /// A lesson's lines with a bar in front, so that they read as a quotation.
  static func quoted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  │ " + $0 }.joined(separator: "\n")
  }

  static func project(ablation: String, training: String, table: AblationTable) -> ProjectEvidence {
    let ratio = table.rows.last?.comparison?.isPublishable == true
    return ProjectEvidence(
      slug: "glyphs16",
      title: LocalizedText(ja: "手書き風の記号を見分ける小さなモデル", en: "A small model that tells strokes apart"),
      summary: LocalizedText(
        ja: "ファイルを {{original.bytes}} から {{small.bytes}} に減らしました。" + (ratio ? "推論の速さは {{small.ratio}} 倍になりました。" : ""),
        en: "Brought the file from {{original.bytes}} down to {{small.bytes}}."
          + (ratio ? " It runs {{small.ratio}} times as fast." : "")),
      problem: LocalizedText(
        ja: "小さな画像の記号を、通信せずに手元の機器で見分けます。",
        en: "Tell symbols in small images apart on the device itself, without a network."),
      constraints: [
        LocalizedText(
          ja: "正解率をなるべく落とさずに、ファイルと待ち時間を減らします。",
          en: "Less file and less waiting with as little loss of accuracy as possible.")
      ],
      baseline: LocalizedText(
        ja: "float32 の CNN：{{original.bytes}}、正解率 {{original.accuracy}}。",
        en: "A float32 CNN: {{original.bytes}}, accuracy {{original.accuracy}}."),
      failures: [
        LocalizedText(
          ja: "int8 だけでは {{int8.bytes}} までしか減りません。それより先はチャネルを減らします。",
          en: "int8 alone stops at {{int8.bytes}}; beyond that, channels have to go.")
      ],
      tradeOffs: [
        LocalizedText(
          ja: "正解率は int8 で {{int8.change}}、枝刈りと蒸留まで入れて {{small.change}} 変わりました。",
          en: "Accuracy changed by {{int8.change}} with int8, by {{small.change}} with pruning and distillation too.")
      ],
      limits: [
        LocalizedText(
          ja: "合成データでの結果です。実際の画像については何も言えません。", en: "These are synthetic data; they say nothing about real images.")
      ],
      reproduce: ["keiryo start --keep demo"],
      sources: [
        LocalizedText(
          ja: "glyphs16：Keiryo がシードから生成する合成画像です。", en: "glyphs16: synthetic images that Keiryo generates from a seed.")
      ], ablation: ablation, attachments: [training])
  }
}
