package import Reports

extension Quiz {
  /// The quiz as Markdown, for faces without forms and for reading on paper: questions with their options, and with
  /// answers and reasons after each when `isRevealed`.
  package func markdown(in language: Language, isRevealed: Bool) -> String {
    questions.enumerated().map { number, question in
      "**\(number + 1).** \(question.prompt[language])\n\n" + question.answers(in: language, isRevealed: isRevealed)
    }.joined(separator: "\n")
  }

  /// The interview questions as Markdown: the prompt, and when `isRevealed` the rubric as a check list, the common
  /// mistake and the follow-up.
  package func interviewMarkdown(in language: Language, isRevealed: Bool) -> String {
    interview.enumerated().map { number, question in
      let prompt = "**\(number + 1).** \(question.prompt[language])\n"
      return isRevealed ? prompt + "\n" + question.rubricMarkdown(in: language) : prompt
    }.joined(separator: "\n")
  }
}

extension QuizQuestion {
  fileprivate func answers(in language: Language, isRevealed: Bool) -> String {
    if let options {
      let lines = options.enumerated().map { number, option in
        let line = "- \(Self.letter(number))) \(option.text[language])"
        return isRevealed ? line + " — \(option.isCorrect ? "✓" : "✗") \(option.reason[language])" : line
      }
      return lines.joined(separator: "\n") + "\n"
    }
    guard let numeric, isRevealed else { return "" }
    let unit = numeric.unit.isEmpty ? "" : " " + numeric.unit
    let value = (try? numeric.answerInUnit()).map { "\(Self.text($0))\(unit)" } ?? ""
    let mistakes = numeric.mistakes.map { "- ✗ `\($0.expression)` — \($0.reason[language])\n" }
    return "- ✓ `\(numeric.expression)` = \(value) — \(numeric.reason[language])\n" + mistakes.joined()
  }

  /// a, b, c and so on.
  private static func letter(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26)))
  }

  /// At most six significant digits, without a trailing point.
  private static func text(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    var scale = 1.0
    while abs(value) * scale < 1e5, scale < 1e9 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}

extension InterviewQuestion {
  fileprivate func rubricMarkdown(in language: Language) -> String {
    let labels = language == .ja ? ("よくある弱い答え", "続けて聞くなら", "：") : ("Common mistake", "Follow-up", ": ")
    return rubric.map { "- [ ] \($0[language])\n" }.joined()
      + "\n\(labels.0)\(labels.2)\(commonMistake[language])\n\n\(labels.1)\(labels.2)\(followUp[language])\n"
  }
}
