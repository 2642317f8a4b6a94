package import Reports

/// One line for a person: what was asked, what was found, what to do next; and what the process answers.
package struct Sentence: Sendable, Hashable {
  package let status: ExitStatus
  package let text: LocalizedText

  package init(_ status: ExitStatus, ja: String, en: String) {
    self.status = status
    text = LocalizedText(ja: Self.oneLine(ja), en: Self.oneLine(en))
  }

  /// The sentence for any error of any room. This is the only place where errors become words.
  package init(for error: any Error) {
    if let spoken = error as? any Spoken {
      self = spoken.sentence
    } else {
      self.init(
        .internal, ja: "想定していないエラーです：\(error)。keiryo doctor の結果を添えて知らせてください。",
        en: "Unexpected error: \(error). Please report it with the output of keiryo doctor.")
    }
  }

  /// What could not be recorded, when what was asked for can be shown all the same.
  init(readingDespite error: any Error) {
    let sentence = Sentence(for: error)
    self.init(
      sentence.status, ja: sentence.text.ja + "このまま読めますが、記録は残りません。",
      en: sentence.text.en + " Reading works all the same; nothing is recorded.")
  }

  /// Text that came from a file may hold line breaks and control characters; a message is one line without them.
  private static func oneLine(_ text: String) -> String {
    String(
      text.map { $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 })
  }
}

/// An error that a person may meet.
package protocol Spoken: Error {
  var sentence: Sentence { get }
}

extension Sentence {
  /// The same statement about a file as the person named it: in front, once, in place of its full path.
  func about(_ file: String, fullPath: String) -> Sentence {
    let (ja, en) = (text.ja.replacing(fullPath, with: file), text.en.replacing(fullPath, with: file))
    return Sentence(
      status, ja: ja.hasPrefix(file) ? ja : "\(file)：\(ja)", en: en.hasPrefix(file) ? en : "\(file): \(en)")
  }
}
