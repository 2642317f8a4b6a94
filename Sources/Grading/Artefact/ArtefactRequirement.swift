package import Reports

/// `artefact:` in `lab.yml`: a model that the learner's recipe is built into before grading, and the budget it keeps.
package struct ArtefactRequirement: Codable, Hashable, Sendable {
  /// Id of the task whose check hands over the recipe.
  package var task: String
  /// The base model: a file in the lab's `Data` folder.
  package var base: String
  /// Name of the data, made from seeds.
  package var data: String
  /// Training images.
  package var training: Int
  /// Hidden test images, drawn from a seed that exists only after the submission was hashed.
  package var images: Int
  /// The largest file, as a share of the base model's file.
  package var bytes: Double
  /// What the low end of the 95 % interval of base time ÷ time must reach.
  package var ratio: Double
  /// The largest loss of accuracy against the base model on the same images, 0.01 for one point.
  package var drop: Double
}

/// What an artefact is asked, in this order; a failed one closes the rest.
package enum ArtefactCheck: String, CaseIterable, Sendable {
  /// It is there and was built from this recipe and this base model.
  case built = "artefact"
  /// Bytes of the file on disk.
  case bytes = "artefact-bytes"
  /// Every weight is int8 and every step has a kernel.
  case int8 = "artefact-int8"
  case accuracy = "artefact-accuracy"
  case speed = "artefact-speed"

  package var name: LocalizedText {
    switch self {
    case .built: LocalizedText(ja: "レシピから作ったモデル", en: "The model built from the recipe")
    case .bytes: LocalizedText(ja: "ファイルの大きさ", en: "Bytes of the file")
    case .int8: LocalizedText(ja: "int8 の重みとカーネル", en: "int8 weights and kernels")
    case .accuracy: LocalizedText(ja: "新しい画像での正解率", en: "Accuracy on new images")
    case .speed: LocalizedText(ja: "交互に測った速さ", en: "Speed, measured in turns")
    }
  }
}
