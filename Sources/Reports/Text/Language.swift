/// The two languages in which everything a learner reads exists.
public enum Language: String, Codable, Sendable, Hashable, CaseIterable {
  case ja
  case en

  /// The sibling language.
  public var other: Language { self == .ja ? .en : .ja }
}
