import Charts
import Foundation
import Reports

/// A diagnosis as files: each layer by itself, the way to the output, and the record.
struct DiagnosisFiles {
  private let diagnosis: QuantizationDiagnosis

  init(_ diagnosis: QuantizationDiagnosis) { self.diagnosis = diagnosis }

  /// - Returns: paths of what was written.
  func write(to folder: URL, _ language: Language) throws -> [String] {
    try FileAccess.makeFolder(folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let contents: [(String, Data)] = [
      ("layers.svg", Data(layers.svg(in: language).utf8)),
      ("propagation.svg", Data(propagation.svg(in: language).utf8)),
      ("diagnosis.json", try encoder.encode(diagnosis)),
    ]
    return try contents.map { name, data in
      let url = folder.appending(path: name)
      try FileAccess.write(data, to: url)
      return url.relativePath
    }
  }

  private var layers: BarChart {
    chart(
      LocalizedText(ja: "層の出力の SQNR：その層だけを量子化", en: "SQNR of each layer's output, that layer alone quantized"),
      LocalizedText(
        ja: "低い層ほど、自分の量子化で多くを失っています。", en: "The lower a layer, the more it loses by its own quantization.")
    ) { $0.local }
  }

  private var propagation: BarChart {
    chart(
      LocalizedText(ja: "層の出力の SQNR：全体を量子化", en: "SQNR of each layer's output in the quantized model"),
      LocalizedText(
        ja: "上から実行順です。前の層から届いた誤差を含みます。", en: "In execution order; what comes in from before is part of it.")
    ) { $0.cumulative }
  }

  private func chart(
    _ title: LocalizedText, _ description: LocalizedText, _ ratio: (QuantizationDiagnosis.Layer) -> Double?
  ) -> BarChart {
    BarChart(
      title: title, description: description, quantity: .decibels,
      bars: diagnosis.layers.compactMap { layer in
        ratio(layer).map {
          BarChart.Bar(
            label: LocalizedText(ja: layer.name, en: layer.name), exactly: $0, isReference: layer.cause == .none)
        }
      })
  }
}
