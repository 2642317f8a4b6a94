/// The same statement in Japanese and in English. The two are siblings, each in its own natural order.
public struct LocalizedText: Codable, Sendable, Hashable {
  public var ja: String
  public var en: String

  public init(ja: String, en: String) {
    self.ja = ja
    self.en = en
  }

  /// A name that is the same in both languages, such as an operator or a file name.
  public init(verbatim text: String) { self.init(ja: text, en: text) }

  public subscript(language: Language) -> String {
    switch language {
    case .ja: ja
    case .en: en
    }
  }

  /// Whether both languages say something.
  public var isComplete: Bool { !ja.isEmpty && !en.isEmpty }
}
