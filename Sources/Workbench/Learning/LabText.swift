import Foundation
import Grading
import Lessons
import Progress
package import Reports

/// Something to read about a lab: a brief, a hint, an answer.
package struct LabText: Answer {
  package let lab: String
  /// The learner's file, where there is one to open.
  package let file: String?
  package let title: LocalizedText
  /// Markdown, or Swift when ``isCode``.
  package let body: LocalizedText?
  package var isCode = false

  package func text(in language: Language, width: Int) -> String {
    var text = "  " + title[language]
    guard let body = body?[language] else { return text }
    text += "\n\n"
    if isCode { return text + body }
    let rendered = (try? MarkdownDocument(body, file: lab)).map { TerminalText(width: width).render($0) } ?? body
    return text
      + rendered.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
      .joined(separator: "\n")
  }

  static func started(_ lab: Lab, _ path: String) -> LocalizedText {
    LocalizedText(
      ja:
        "ラボ \(lab.id)「\(lab.manifest.title.ja)」を始めます（目安 \(lab.manifest.minutes) 分）\n  ファイル  \(path)\n  保存のたびに採点  keiryo watch \(lab.id)",
      en:
        "Lab \(lab.id): \(lab.manifest.title.en) (about \(lab.manifest.minutes) minutes)\n  your file           \(path)\n  grade on every save  keiryo watch \(lab.id)"
    )
  }
}

/// All labs with what has been reached.
package struct LabList: Answer {
  package struct Row: Encodable, Sendable {
    package let id: String
    package let stage: String
    package let title: LocalizedText
    package let minutes: Int
    package let isStarted: Bool
    package let isPassed: Bool
  }

  package let labs: [Row]

  package init(in workspace: Workspace) throws {
    let passed = try workspace.evidence()?.passedLabs() ?? []
    labs = try workspace.requireCheckout().labs().labs.map { lab in
      Row(
        id: lab.id, stage: lab.stage, title: lab.manifest.title, minutes: lab.manifest.minutes,
        isStarted: FolderListing.exists(workspace.home.solution(of: lab.id).path), isPassed: passed.contains(lab.id))
    }
  }

  package func text(in language: Language, width: Int) -> String {
    var table = TextTable([.left, .left, .left, .right])
    for lab in labs {
      let mark = lab.isPassed ? "✓" : lab.isStarted ? "▸" : "·"
      table.add([mark, lab.id, lab.title[language], language == .ja ? "\(lab.minutes) 分" : "\(lab.minutes) min"])
    }
    let legend =
      language == .ja
      ? "  ✓ 合格  ▸ 途中      始める：keiryo lab start ID" : "  ✓ passed  ▸ begun      begin with: keiryo lab start ID"
    return (table.lines + ["", legend]).joined(separator: "\n")
  }
}
