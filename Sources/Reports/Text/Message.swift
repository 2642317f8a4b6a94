/// What to tell the learner, as data: either a sentence written with its check, or a key with arguments that the
/// faces turn into a sentence.
///
/// JSON: `{"ja": …, "en": …}` or `{"key": …, "arguments": {…}}`.
public enum Message: Sendable, Hashable {
  case text(LocalizedText)
  case keyed(String, arguments: [String: String])
}

extension Message: Codable {
  private enum CodingKeys: String, CodingKey { case ja, en, key, arguments }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let key = try container.decodeIfPresent(String.self, forKey: .key) {
      self = .keyed(key, arguments: try container.decode([String: String].self, forKey: .arguments))
    } else {
      self = .text(
        LocalizedText(
          ja: try container.decode(String.self, forKey: .ja), en: try container.decode(String.self, forKey: .en)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .text(let text):
      try container.encode(text.ja, forKey: .ja)
      try container.encode(text.en, forKey: .en)
    case .keyed(let key, let arguments):
      try container.encode(key, forKey: .key)
      try container.encode(arguments, forKey: .arguments)
    }
  }
}
