package import Reports

/// One question about a model that was made for a lab.
package enum ArtefactCheck: String, CaseIterable, Sendable {
  /// It is there and was made from this answer and this base model.
  case built = "artefact"
  /// No calibration image is one of the hidden images.
  case calibration = "artefact-calibration"
  /// Bytes of the file on disk.
  case bytes = "artefact-bytes"
  /// Every weight is int8 and every step has a kernel.
  case int8 = "artefact-int8"
  case accuracy = "artefact-accuracy"
  /// Noise of the outputs against the base model.
  case noise = "artefact-noise"
  case speed = "artefact-speed"

  package var name: LocalizedText {
    switch self {
    case .built: LocalizedText(ja: "回答から作ったモデル", en: "The model made from the answer")
    case .calibration: LocalizedText(ja: "採点用の画像が混ざっていない", en: "No hidden image in calibration")
    case .bytes: LocalizedText(ja: "ファイルの大きさ", en: "Bytes of the file")
    case .int8: LocalizedText(ja: "int8 の重みとカーネル", en: "int8 weights and kernels")
    case .accuracy: LocalizedText(ja: "新しい画像での正解率", en: "Accuracy on new images")
    case .noise: LocalizedText(ja: "出力の SQNR", en: "SQNR of the outputs")
    case .speed: LocalizedText(ja: "交互に測った速さ", en: "Speed, measured in turns")
    }
  }
}
