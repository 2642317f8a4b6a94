/// Correct answers out of a counted, hashed evaluation set.
public struct AccuracyRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<AccuracyRecord>()

  public let correct: Int
  /// Examples evaluated (n), at least 1.
  public let count: Int
  /// Such as `glyphs16`.
  public let dataset: String
  /// SHA-256 of the evaluated examples and labels.
  public let datasetSHA256: String
  /// `test`, `validation`, …
  public let split: String

  public init(
    correct: Int, count: Int, dataset: String, datasetSHA256: String, split: String
  ) throws(ReportError) {
    guard count >= 1, (0...count).contains(correct) else {
      throw .impossibleAccuracy(correct: correct, count: count)
    }
    self.correct = correct
    self.count = count
    self.dataset = dataset
    self.datasetSHA256 = datasetSHA256
    self.split = split
  }

  /// correct ÷ n, in 0...1.
  public var fraction: Double { Double(correct) / Double(count) }

  /// The Wilson score interval at 95 %:
  /// (p̂ + z²/2n ± z·√(p̂(1−p̂)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.959964.
  /// Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (JASA 22, 1927).
  public var interval: Interval {
    let z = 1.959963984540054
    let n = Double(count)
    let centre = fraction + z * z / (2 * n)
    let spread = z * (fraction * (1 - fraction) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return Interval(
      estimate: fraction, low: max(0, (centre - spread) / scale), high: min(1, (centre + spread) / scale))
  }
}

extension AccuracyRecord {
  private enum CodingKeys: String, CodingKey { case schemaVersion, correct, count, dataset, datasetSHA256, split }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      correct: container.decode(Int.self, forKey: .correct), count: container.decode(Int.self, forKey: .count),
      dataset: container.decode(String.self, forKey: .dataset),
      datasetSHA256: container.decode(String.self, forKey: .datasetSHA256),
      split: container.decode(String.self, forKey: .split))
    schemaVersion = try container.decode(SchemaVersion<AccuracyRecord>.self, forKey: .schemaVersion)
  }
}
