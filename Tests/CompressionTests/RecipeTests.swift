import Compression
import Manifests
import Measurement
import Reports
import Testing

@Suite("Recipes")
struct RecipeTests {
  /// Every stage with every setting, none of them at its default.
  static let complete = """
    name: all-of-it
    seed: 7
    stages:
      - prune-channels: {ratio: 0.25, multiple: 8}
      - prune-weights: {sparsity: 0.4}
      - train: {epochs: 3, learningRate: 0.01, batch: 16, distill: {temperature: 2, weight: 0.5}}
      - reestimate: {samples: 100}
      - train: {epochs: 2}
      - equalize: {replace-bounds: true, absorb-biases: false}
      - smooth: {alpha: 0.4, samples: 8}
      - train-quantized:
          {method: pact, bits: 3, activation-bits: 4, edge-bits: 4, epochs: 2, learningRate: 0.1, batch: 8, samples: 9}
      - quantize:
          {calibration: min-max, samples: 9, granularity: tensor, rounding: gptq, correct-bias: true}
    measure: {pairs: 12, seconds: 0.5, threads: 2}
    """

  @Test("A complete recipe is decoded with its stages in order")
  func complete() throws {
    let recipe = try Manifest.decode(Recipe.self, from: Self.complete, file: "r.yml")
    #expect(recipe.name == "all-of-it")
    #expect(recipe.seed == 7)
    #expect(
      recipe.stages.map { type(of: $0).key } == [
        "prune-channels", "prune-weights", "train", "reestimate", "train", "equalize", "smooth", "train-quantized",
        "quantize",
      ])
    #expect(
      recipe.stages.map(\.title.en) == [
        "channel pruning 25 %", "unstructured pruning 40 %", "distillation, 3 epochs",
        "batch normalization re-estimated", "fine-tuning, 2 epochs",
        "cross-layer equalization", "SmoothQuant", "quantization-aware training (PACT, 3 bits, 2 epochs)",
        "int8 with GPTQ, corrected biases, per tensor",
      ])
    #expect(recipe.measurement.pairs == 12)
    #expect(recipe.measurement.timing.budgetNanoseconds == 500_000_000)
    #expect(recipe.measurement.timing.threads == 2)
  }

  @Test("What is left out has its default")
  func defaults() throws {
    let recipe = try Manifest.decode(Recipe.self, from: "{name: q, stages: [quantize: {}]}", file: "r.yml")
    #expect(recipe.seed == 1)
    #expect(recipe.stages.map(\.title.en) == ["int8, per channel"])
    #expect(recipe.measurement.pairs == 40)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let recipe: String
    let line: Int
    let column: Int
    let keyPath: String
    var testDescription: String { recipe }
  }

  /// One stage on line 3: `  - ` puts its key at column 5.
  private static func stage(_ text: String, column: Int, _ keyPath: String) -> Refusal {
    Refusal(recipe: "name: a\nstages:\n  - \(text)\n", line: 3, column: column, keyPath: keyPath)
  }

  static let refusals: [Refusal] = [
    stage("prune-channels: {ratio: 0.99}", column: 29, "stages[0].prune-channels.ratio"),
    stage("prune-channels: {ratio: .nan}", column: 29, "stages[0].prune-channels.ratio"),
    stage("prune-channels: {ratio: 0.5, multiple: 0}", column: 44, "stages[0].prune-channels.multiple"),
    stage("prune-channels: {ratio: 0.5, ration: 4}", column: 34, "stages[0].prune-channels.ration"),
    stage("prune-channels: {}", column: 21, "stages[0].prune-channels"),
    stage("prune-weights: {sparsity: 1}", column: 31, "stages[0].prune-weights.sparsity"),
    stage("prune-weights: {sparsity: much}", column: 31, "stages[0].prune-weights.sparsity"),
    stage("prune-weights: {share: 0.5}", column: 21, "stages[0].prune-weights.share"),
    stage("quantize: {calibration: maximum}", column: 29, "stages[0].quantize.calibration"),
    stage("quantize: {share: 0.4}", column: 23, "stages[0].quantize.share"),
    stage("quantize: {samples: 0}", column: 25, "stages[0].quantize.samples"),
    stage("quantize: {granularity: row}", column: 29, "stages[0].quantize.granularity"),
    stage("quantize: {rounding: up}", column: 26, "stages[0].quantize.rounding"),
    stage("quantize: {to: fp16, rounding: gptq}", column: 36, "stages[0].quantize.rounding"),
    stage("quantize: {to: bf16, correct-bias: true}", column: 40, "stages[0].quantize.correct-bias"),
    stage("equalize: {bounds: true}", column: 16, "stages[0].equalize.bounds"),
    stage("smooth: {alpha: 2}", column: 21, "stages[0].smooth.alpha"),
    stage("train-quantized: {epochs: 1, bits: 1}", column: 40, "stages[0].train-quantized.bits"),
    stage("train-quantized: {epochs: 1, edge-bits: 9}", column: 45, "stages[0].train-quantized.edge-bits"),
    stage("train-quantized: {epochs: 1, method: magic}", column: 42, "stages[0].train-quantized.method"),
    stage("quantize: {bits: 4}", column: 16, "stages[0].quantize.bits"),
    stage("train: {epochs: 0}", column: 21, "stages[0].train.epochs"),
    stage("train: {epochs: 1, batch: 0}", column: 31, "stages[0].train.batch"),
    stage("train: {epochs: 1, learningRate: 0}", column: 38, "stages[0].train.learningRate"),
    stage("train: {epochs: 1, learningrate: 1}", column: 24, "stages[0].train.learningrate"),
    stage("train: {epochs: 1, distill: {temperature: 0}}", column: 47, "stages[0].train.distill.temperature"),
    stage("train: {epochs: 1, distill: {weight: 2}}", column: 42, "stages[0].train.distill.weight"),
    stage("train: {epochs: 1, distill: {t: 2}}", column: 34, "stages[0].train.distill.t"),
    stage("prune: {ratio: 0.5}", column: 5, "stages[0].prune"),
    stage("{train: {epochs: 1}, quantize: {}}", column: 5, "stages[0]"),
    Refusal(recipe: "name: a b\nstages: [quantize: {}]", line: 1, column: 7, keyPath: "name"),
    Refusal(recipe: "name: ../up\nstages: [quantize: {}]", line: 1, column: 7, keyPath: "name"),
    Refusal(recipe: "name: a\nstages: []", line: 2, column: 9, keyPath: "stages"),
    Refusal(recipe: "name: a\nseed: -1\nstages: [quantize: {}]", line: 2, column: 7, keyPath: "seed"),
    Refusal(recipe: "name: a\nsteps: 1\nstages: [quantize: {}]", line: 2, column: 1, keyPath: "steps"),
    Refusal(
      recipe: "name: a\nstages: [quantize: {}]\nmeasure: {pairs: 5}", line: 3, column: 18, keyPath: "measure.pairs"),
    Refusal(
      recipe: "name: a\nstages: [quantize: {}]\nmeasure: {seconds: 0}", line: 3, column: 20, keyPath: "measure.seconds"),
    Refusal(
      recipe: "name: a\nstages: [quantize: {}]\nmeasure: {thread: 1}", line: 3, column: 11, keyPath: "measure.thread"),
  ]

  @Test("A wrong key or value is refused with its place", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let error = try #require(throws: ManifestError.self) {
      try Manifest.decode(Recipe.self, from: refusal.recipe, file: "r.yml")
    }
    guard case .mismatch("r.yml", let place, let keyPath, _) = error else {
      Issue.record("another kind: \(error)")
      return
    }
    #expect(keyPath == refusal.keyPath)
    #expect(place == ManifestError.Place(line: refusal.line, column: refusal.column))
  }

  @Test("Text that is no YAML is refused with line and column")
  func malformed() throws {
    let error = try #require(throws: ManifestError.self) {
      try Manifest.decode(Recipe.self, from: "name: a\nstages: [quantize: {}\n", file: "r.yml")
    }
    guard case .malformed("r.yml", let line, let column, _) = error else {
      Issue.record("another kind: \(error)")
      return
    }
    #expect(line >= 2)
    #expect(column >= 1)
  }
}
