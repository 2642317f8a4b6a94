/// One portfolio project: prose by the learner and the digests of the records its figures come from.
///
/// Prose may quote a figure as `{{row.quantity}}`, for example `{{int8.ratio}}`; it is filled from the ablation
/// record. Numbers of results are never typed.
public struct ProjectEvidence: Codable, Sendable, Hashable {
  /// Folder name in the site: lower-case letters, digits and hyphens.
  public var slug: String
  public var title: LocalizedText
  public var summary: LocalizedText
  public var problem: LocalizedText
  /// Budgets given from outside (deadline, bytes, accuracy): the one place where a number may be typed.
  public var constraints: [LocalizedText]
  public var baseline: LocalizedText
  public var failures: [LocalizedText]
  public var tradeOffs: [LocalizedText]
  public var limits: [LocalizedText]
  /// Shell commands that repeat the result.
  public var reproduce: [String]
  public var sources: [LocalizedText]
  /// Content digest of the ablation record behind the result table.
  public var ablation: String
  /// Content digests of further records to draw: training runs, layer errors.
  public var attachments: [String]

  public init(
    slug: String, title: LocalizedText, summary: LocalizedText, problem: LocalizedText, constraints: [LocalizedText],
    baseline: LocalizedText, failures: [LocalizedText], tradeOffs: [LocalizedText], limits: [LocalizedText],
    reproduce: [String], sources: [LocalizedText], ablation: String, attachments: [String] = []
  ) {
    self.slug = slug
    self.title = title
    self.summary = summary
    self.problem = problem
    self.constraints = constraints
    self.baseline = baseline
    self.failures = failures
    self.tradeOffs = tradeOffs
    self.limits = limits
    self.reproduce = reproduce
    self.sources = sources
    self.ablation = ablation
    self.attachments = attachments
  }
}
