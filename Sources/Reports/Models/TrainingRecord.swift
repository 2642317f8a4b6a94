/// The course of a training run: what the loss curve is drawn from.
public struct TrainingRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<TrainingRecord>()

  public struct Point: Codable, Sendable, Hashable {
    /// Optimizer steps taken, ascending.
    public let step: Int
    /// Mean loss over the examples since the previous point, in nats.
    public let loss: Double
    /// Validation accuracy in 0...1, where it was evaluated.
    public let accuracy: Double?

    public init(step: Int, loss: Double, accuracy: Double? = nil) {
      self.step = step
      self.loss = loss
      self.accuracy = accuracy
    }
  }

  public var name: String
  public var seed: UInt64
  public var dataset: String
  public var datasetSHA256: String
  /// Threads that trained: the same number gives the same weights. Absent in older records.
  public var threads: Int?
  public var points: [Point]

  public init(
    name: String, seed: UInt64, dataset: String, datasetSHA256: String, threads: Int? = nil, points: [Point]
  ) {
    self.name = name
    self.seed = seed
    self.dataset = dataset
    self.datasetSHA256 = datasetSHA256
    self.threads = threads
    self.points = points
  }
}
