import Charts
package import Grading
import Lessons
package import Reports

/// A grade as the learner reads it: every check in one line, the first failure in full.
package struct GradeView: Answer {
  package let lab: Lab
  package let report: GradeReport
  /// The one task to show; nil for all.
  package let task: Int?
  package let file: String
  package let isRecorded: Bool
  /// The project file that was begun for what passed.
  package let project: String?

  package init(lab: Lab, report: GradeReport, task: Int?, file: String, isRecorded: Bool, project: String? = nil) {
    self.lab = lab
    self.report = report
    self.task = task
    self.file = file
    self.isRecorded = isRecorded
    self.project = project
  }

  package var status: ExitStatus { report.status == .pass ? .success : .failed }

  /// JSON is the report itself.
  package func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }

  private var tests: [GradeReport.Test] { report.tests.filter { task == nil || $0.task == task } }

  package func text(in language: Language, width: Int) -> String {
    var lines = [Self.heading(lab, language), ""]
    lines += trouble(in: language, width: width)
    for test in tests {
      lines.append(line(test, language, width))
      // A check that passed and still has something to say, such as a speed the machine was too busy to judge.
      if test.status == .pass, let message = test.message {
        lines += Self.paragraph(GradeWords.text(message)[language], width)
      }
    }
    if let failure = tests.first(where: { $0.status == .fail || $0.status == .error }) {
      lines += [""] + detail(failure, language, width)
    }
    if report.status == .pass {
      let bars = MeasuredBars(report.measurements).lines(in: language, width: width)
      lines += (bars.isEmpty ? [] : [""] + bars) + [""]
      lines += conclusion(in: language).flatMap { Self.paragraph($0, width, indentation: 2) }
    }
    lines.append(timing(language))
    return lines.joined(separator: "\n")
  }

  /// The first failure alone.
  func failure(in language: Language, width: Int) -> [String] {
    guard let test = tests.first(where: { $0.status == .fail || $0.status == .error }) else { return [] }
    return detail(test, language, width)
  }

  /// What keeps the file from being judged, with the compiler's own words about it.
  func trouble(in language: Language, width: Int) -> [String] {
    guard let message = report.message else { return [] }
    let words = Self.paragraph(GradeWords.text(message)[language], width)
    guard case .keyed(_, let arguments) = message, let text = arguments["diagnostics"] else { return words }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return words + [""] + lines.flatMap { Self.folded(Self.printable($0), to: max(20, width - 4)) }.map { "    " + $0 }
  }

  /// What a pass means, in sentences without indentation.
  func conclusion(in language: Language) -> [String] {
    // Nothing may be claimed that was not measured.
    let isOpen = report.tests.contains { $0.status == .pass && $0.message != nil }
    let words = (isOpen ? Words.passedWithOpenEnd : Words.passed(lab))[language]
    guard let project else { return [words] }
    let file = Home.shortened(project)
    return [
      words, language == .ja ? "ポートフォリオに載せる言葉を書いてください：\(file)" : "Add the words for your portfolio: \(file)",
    ]
  }

  /// `12 件中 9 件合格`
  func outcome(of test: GradeReport.Test, in language: Language) -> String { Words.cases(test)[language] }

  /// Time of building and judging.
  var seconds: String {
    ProgressLine.seconds(report.durations.filter { $0.phase != "worker" }.reduce(0) { $0 + $1.nanoseconds })
  }

  /// One short clause.
  var summary: LocalizedText {
    let passed = report.tests.count { $0.status == .pass }
    return switch report.status {
    case .pass: LocalizedText(ja: "✓ 合格（検査 \(passed) 件）", en: "✓ passed (\(passed) checks)")
    case .fail:
      LocalizedText(
        ja: "✗ 検査 \(report.tests.count) 件のうち \(passed) 件合格", en: "✗ \(passed) of \(report.tests.count) checks passed")
    case .error: report.message.map(GradeWords.text) ?? LocalizedText(ja: "採点できませんでした", en: "could not be graded")
    }
  }

  static func heading(_ lab: Lab, _ language: Language) -> String {
    language == .ja
      ? "  ラボ \(lab.id)「\(lab.manifest.title.ja)」" : "  Lab \(lab.id): \(lab.manifest.title.en)"
  }

  private func line(_ test: GradeReport.Test, _ language: Language, _ width: Int) -> String {
    let mark =
      switch test.status {
      case .pass: "✓"
      case .fail, .error: "✗"
      case .notRun: "·"
      }
    let name = Columns.padded(Columns.cut(test.name[language], to: 44), to: 44)
    let task = language == .ja ? "課題 \(test.task)" : "task \(test.task)"
    return "  \(mark) \(task)  \(name)  \(Words.cases(test)[language])"
  }

  private func detail(_ test: GradeReport.Test, _ language: Language, _ width: Int) -> [String] {
    var lines: [String] = test.message.map { Self.paragraph(GradeWords.text($0)[language], width) } ?? []
    if let case_ = test.counterexample {
      let labels = Words.counterexample[language == .ja ? 0 : 1]
      let values = [case_.input, case_.expected, case_.returned ?? labels[4]]
      lines.append("    " + labels[0])
      for (label, value) in zip(labels[1...3], values) {
        let wrapped = Columns.wrapped(Self.printable(value), to: max(20, width - 16))
        lines.append("      " + Columns.padded(label, to: 9) + (wrapped.first ?? ""))
        lines += wrapped.dropFirst().prefix(3).map { String(repeating: " ", count: 15) + $0 }
      }
    }
    if let output = test.output, !output.isEmpty {
      lines.append(language == .ja ? "    コードの出力：" : "    Printed by your code:")
      lines += output.split(separator: "\n").prefix(5).map { "      " + Columns.cut(Self.printable($0), to: width - 6) }
    }
    if let seed = test.seed {
      let command = "keiryo grade \(lab.id) --task \(test.task) --seed \(seed)"
      lines.append(language == .ja ? "    再現：\(command)" : "    Repeat: \(command)")
    }
    return lines
  }

  private func timing(_ language: Language) -> String {
    "  " + seconds + (isRecorded ? (language == .ja ? "、記録しました" : ", recorded") : "")
  }

  static func paragraph(_ text: String, _ width: Int, indentation: Int = 4) -> [String] {
    Columns.wrapped(text, to: max(20, width - indentation)).map {
      String(repeating: " ", count: indentation) + printable($0)
    }
  }

  /// Code keeps its spaces; what is too long goes on in the next line.
  private static func folded(_ line: String, to width: Int) -> [String] {
    var lines = [""]
    var used = 0
    for character in line {
      let columns = DisplayWidth.of(character)
      if used + columns > width {
        lines.append("")
        used = 0
      }
      lines[lines.count - 1].append(character)
      used += columns
    }
    return lines
  }

  /// Terminal escapes in what a learner's program returned are shown, never executed.
  static func printable(_ text: some StringProtocol) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
      result += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
  }
}

/// The fixed phrases of a grade.
private enum Words {
  static let counterexample = [
    ["最小の反例", "入力", "期待", "返値", "（返りませんでした）"],
    ["Smallest failing case", "input", "expected", "returned", "(nothing came back)"],
  ]

  static func passed(_ lab: Lab) -> LocalizedText {
    LocalizedText(ja: "合格です。\(lab.manifest.outcome.ja)", en: "Passed. \(lab.manifest.outcome.en)")
  }

  static let passedWithOpenEnd = LocalizedText(
    ja: "合格です。判定できなかった項目は、記録では空いたままです。", en: "Passed. What could not be judged stays open in the record.")

  static func cases(_ test: GradeReport.Test) -> LocalizedText {
    let (run, passed) = (Figure.fixed(Double(test.casesRun), 0), Figure.fixed(Double(test.casesPassed), 0))
    return switch test.status {
    case .pass: LocalizedText(ja: "\(run) 件", en: "\(run) cases")
    case .fail where test.casesRun > 0: LocalizedText(ja: "\(run) 件中 \(passed) 件合格", en: "\(passed) of \(run) cases")
    case .fail: LocalizedText(ja: "不合格", en: "failed")
    case .error: LocalizedText(ja: "実行できませんでした", en: "could not be run")
    case .notRun: LocalizedText(ja: "前の課題のあとに", en: "after the task before")
    }
  }
}
