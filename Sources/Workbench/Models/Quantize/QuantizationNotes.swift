import Datasets
import EdgeRuntime
import Graphs
import Kernels
import Quantization
import Reports

/// What is worth knowing about a quantized model and cannot be seen from its figures.
struct QuantizationNotes {
  private(set) var all: [LocalizedText] = []

  /// - Parameters:
  ///   - first: what was decided on the way.
  ///   - unseen: classes that no calibration sample shows.
  init(
    _ outcome: QuantizationMethod.Outcome, _ method: QuantizationMethod, original: Graph, first: [LocalizedText],
    unseen: [ClassName]
  ) throws {
    all = first
    if !unseen.isEmpty {
      let (ja, en) = (unseen.map(\.ja).joined(separator: "、"), unseen.map(\.en).joined(separator: ", "))
      all.append(
        LocalizedText(
          ja: "キャリブレーションのデータに次のクラスがなく、範囲が狭くなっているかもしれません：\(ja)。--samples で件数を増やせます。",
          en: "No calibration sample shows these classes, so ranges may be too narrow: \(en). Take more with --samples."
        ))
    }
    if method.target == .int3 {
      all.append(
        LocalizedText(
          ja: "3 ビットの整数の型はどのファイル形式にもないため、4 ビットの型に収めました。",
          en: "No file format has integers of three bits: the codes are stored in four."))
    }
    if !outcome.enlarged.isEmpty {
      let names = outcome.enlarged.joined(separator: ", ")
      all.append(
        LocalizedText(
          ja: "バイアスが 32 ビットに収まるよう、重みのスケールを広げた層があります：\(names)。",
          en: "Scales were enlarged so that the bias fits 32 bits: \(names)."))
    }
    if method.needsCalibration {
      let before = Set(try ExecutionPlan(original).referenceSteps)
      let slow = Set(try ExecutionPlan(outcome.graph).referenceSteps).subtracting(before).sorted()
      if !slow.isEmpty {
        let names = slow.joined(separator: ", ")
        all.append(
          LocalizedText(
            ja: "この実行環境には次の演算子の整数カーネルがなく、遅くなります：\(names)。",
            en: "Without an integer kernel here, and therefore slow: \(names)."))
      }
      if InstructionSet.pairsSaturate, !method.reducesRange, method.weights?.element == .int8 {
        all.append(
          LocalizedText(
            ja:
              "このプロセッサには VNNI がなく、ONNX Runtime では積の和が 16 ビットで飽和することがあります。その場合は --reduce-range を使ってください（Keiryo の計算は飽和しません）。",
            en:
              "This processor has no VNNI: in ONNX Runtime sums of two products can saturate at 16 bits. If so, use --reduce-range (Keiryo itself does not saturate)."
          ))
      }
    }
  }
}
