/// `artefact:` in `lab.yml`: a model made with what the submission returns, and what that model must keep.
package struct ArtefactRequirement: Codable, Hashable, Sendable {
  /// Id of the task whose check hands over the answer.
  package var task: String
  /// The base model: a file in the lab's `Data` folder.
  package var base: String
  /// Name of the data, made from seeds.
  package var data: String
  /// Hidden test images, drawn from a seed that exists only after the submission was hashed.
  package var images: Int
  /// The largest loss of accuracy against the base model on the same images, 0.01 for one point.
  package var drop: Double
  /// What the model is made from.
  package var from: Origin

  /// What a submission answers with, and the demands that belong to it. In YAML one key: `recipe` or `ranges`.
  package enum Origin: Hashable, Sendable {
    /// A recipe, built before grading.
    case recipe(RecipeBudget)
    /// Ranges of the base model's activations, built into an int8 model while grading.
    case ranges(RangeDemand)

    /// The name under which the judge hands the answer over.
    package var answer: String {
      switch self {
      case .recipe: Grader.recipeAnswer
      case .ranges: "ranges"
      }
    }
  }

  package struct RecipeBudget: Codable, Hashable, Sendable {
    /// Training images.
    package var training: Int
    /// The largest file, as a share of the base model's file.
    package var bytes: Double
    /// What the low end of the 95 % interval of base time ÷ time must reach.
    package var ratio: Double
  }

  package struct RangeDemand: Codable, Hashable, Sendable {
    /// Calibration images. The last one has skipped a step of the preprocessing.
    package var calibration: Int
    /// Values that every image contributes to the samples of an activation; fewer where it has fewer.
    package var values: Int
    /// How far the outputs' SQNR may stay below that of min–max ranges without the spoilt image, dB.
    package var loss: Double
  }

  /// What the model is asked, in this order; a failed check closes the rest.
  package var checks: [ArtefactCheck] {
    switch from {
    case .recipe: [.built, .bytes, .int8, .accuracy, .speed]
    case .ranges: [.built, .calibration, .int8, .accuracy, .noise]
    }
  }
}

extension ArtefactRequirement.Origin: Codable {
  private enum CodingKeys: String, CodingKey { case recipe, ranges }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch container.allKeys {
    case [.recipe]: self = .recipe(try container.decode(ArtefactRequirement.RecipeBudget.self, forKey: .recipe))
    case [.ranges]: self = .ranges(try container.decode(ArtefactRequirement.RangeDemand.self, forKey: .ranges))
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected one of recipe and ranges"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .recipe(let budget): try container.encode(budget, forKey: .recipe)
    case .ranges(let demand): try container.encode(demand, forKey: .ranges)
    }
  }
}
