/// Something that must not be published.
package enum Canary: String, Sendable, Hashable, CaseIterable {
  case homePath
  case userName
  case hostName
  case privateKey
  case accessToken
  /// An absolute path below a folder that holds people's files.
  case absolutePath
}

/// Looks for traces of the learner's machine and for secrets in what is about to be published.
package struct CanaryScan: Sendable {
  package var homePath: String
  package var userName: String
  package var hostName: String

  /// - Parameters: as the system reports them; empty where unknown.
  package init(homePath: String, userName: String, hostName: String) {
    self.homePath = homePath
    self.userName = userName
    self.hostName = hostName
  }

  /// The first thing found in a text; nil when it is clean.
  /// - Parameter authorNames: as printed on the page. A user name that is part of one is public by the author's wish.
  package func hit(in text: String, authorNames: [String]) -> Canary? {
    // SHA-256 values are hexadecimal noise in which a short name could occur.
    let text = text.replacing(#/\b[0-9a-f]{64}\b/#, with: "")
    if homePath.count > 1, text.contains(homePath) { return .homePath }
    if text.firstMatch(of: #/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/#) != nil { return .privateKey }
    if text.firstMatch(of: #/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|xox[abp]-[A-Za-z0-9-]{10,})/#) != nil {
      return .accessToken
    }
    // JSON doubles a backslash.
    if text.firstMatch(of: #/(?:/(?:home|Users|root)/|[A-Z]:\\{1,2}Users\\{1,2})[A-Za-z0-9._-]+/#) != nil {
      return .absolutePath
    }
    if Self.isTelling(hostName), Self.contains(text, word: hostName) { return .hostName }
    if Self.isTelling(userName), !authorNames.contains(where: { $0.holds(userName) }),
      Self.contains(text, word: userName)
    {
      return .userName
    }
    return nil
  }

  /// Names shared by many machines tell nothing and occur in ordinary text.
  private static func isTelling(_ name: String) -> Bool {
    name.count >= 3
      && !["root", "user", "admin", "ubuntu", "debian", "runner", "localhost", "local", "macbook"]
        .contains(name.lowercased())
  }

  /// Whether `word` occurs without a letter or digit on either side.
  private static func contains(_ text: String, word: String) -> Bool {
    var rest = Substring(text)
    while let range = rest.firstRange(of: word) {
      let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
      let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
      func isJoined(_ character: Character) -> Bool { character.isLetter || character.isNumber }
      if !isJoined(before), !isJoined(after) { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}

extension String {
  fileprivate func holds(_ part: String) -> Bool { lowercased().contains(part.lowercased()) }
}
