/// An architecture trained on a task, as the headlines use it.
struct ReferenceModel {
  let name: String
  let data: String
  /// Of the training recipe.
  let settings: String

  private init(_ preset: String, on data: String, epochs: Int) {
    (name, self.data, settings) = (preset, data, "model: \(preset), epochs: \(epochs)")
  }

  private init(name: String, data: String, settings: String) {
    (self.name, self.data, self.settings) = (name, data, settings)
  }

  static let glyphNet = ReferenceModel("glyphnet", on: "glyphs16", epochs: 6)
  static let dsCNN = ReferenceModel("ds-cnn", on: "keywords", epochs: 10)
  static let resNet8 = ReferenceModel("resnet8", on: "keywords", epochs: 6)
  static let mobileNetV1 = ReferenceModel("mobilenet-v1", on: "keywords", epochs: 10)
  static let mobileNetV2 = ReferenceModel("mobilenet-v2", on: "keywords", epochs: 6)
  static let detector = ReferenceModel("detector", on: "scenes", epochs: 10)
  static let autoencoder = ReferenceModel("autoencoder", on: "plc", epochs: 20)
  static let causalTransformer = ReferenceModel("causal-transformer", on: "markov", epochs: 10)

  /// Trained as the published MobileNets were, by gradient descent at a high rate with weight decay. Folding batch
  /// normalization then leaves channels of one layer with ranges far apart.
  static let farRanges = ReferenceModel(
    name: "mobilenet-v2-sgd", data: "glyphs16",
    settings: "model: mobilenet-v2, epochs: 10, optimizer: sgd, learningRate: 0.1, weightDecay: 0.0005")
}

extension HeadlineBench {
  /// The file of the model trained from this seed.
  func trained(_ model: ReferenceModel) throws -> String {
    let name = "\(model.name)-\(seed)"
    try write("{\(model.settings), seed: \(seed)}", to: name + ".yml")
    try train(name + ".onnx", ["train", name + ".yml", "--data", model.data, "--out", name + ".onnx"] + threadWords)
    return name + ".onnx"
  }

  /// A model brought to fewer bits, with the score before and after.
  func quantized(
    _ file: String, _ model: ReferenceModel, to target: String, _ options: [String] = [], out: String = "quantized.onnx"
  ) throws -> QuantizeAnswer {
    try answer(
      QuantizeAnswer.self,
      ["quantize", file, "--to", target] + options + ["--data", model.data, "--out", out] + threadWords)
  }

  /// A model behind a recipe of one stage.
  func compressed(_ file: String, _ model: ReferenceModel, stage: String) throws -> CompressAnswer {
    try write("{name: headline, seed: \(seed), stages: [\(stage)]}", to: "recipe.yml")
    return try answer(
      CompressAnswer.self, ["compress", "recipe.yml", file, "--data", model.data, "--out", "compressed"] + threadWords)
  }

  /// Layer by layer, what a quantization costs at each layer's own output.
  func diagnosed(_ file: String, _ quantized: String, _ model: ReferenceModel) throws -> DiagnoseAnswer {
    try answer(DiagnoseAnswer.self, ["diagnose", file, quantized, "--data", model.data, "--samples", "64"])
  }

  /// How many times as fast the second is, in one run, in turns.
  func raced(_ baseline: String, _ other: String) throws -> BenchAnswer {
    try answer(BenchAnswer.self, ["bench", baseline, other, "--threads", "1"])
  }
}
