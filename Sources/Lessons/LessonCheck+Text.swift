import Foundation
import Reports

extension LessonCheck {
  /// What can be wrong within the text of one language.
  func findings(in text: Lesson.Text, _ language: Language, of lesson: Lesson) -> [LessonFinding] {
    let file = CurriculumFile.name(of: text.file)
    func finding(_ problem: LessonFinding.Problem, line: Int? = nil) -> LessonFinding {
      LessonFinding(lesson: lesson.id, file: file, line: line, problem)
    }
    var findings: [LessonFinding] = []
    let shape = text.document.shape
    if shape.sections != Self.sectionCount {
      findings.append(finding(.sectionCount(found: shape.sections, expected: Self.sectionCount)))
    }
    let (length, allowed) =
      language == .ja ? (shape.characters, Self.japaneseCharacters) : (shape.words, Self.englishWords)
    if !allowed.contains(length) { findings.append(finding(.length(found: length, allowed: allowed))) }
    if shape.figures == 0 { findings.append(finding(.noFigure)) }

    let blocks = text.document.runnableBlocks
    if blocks.isEmpty { findings.append(finding(.noRunnableBlock)) }
    for block in blocks where block.expectedOutput == nil {
      findings.append(finding(.runnableBlockWithoutOutput, line: block.line))
    }
    for reference in MeasurementReference.resolve(text.document.source, { measurement($0, language) }).unresolved {
      findings.append(
        finding(.unresolvedMeasurement(id: reference.id, field: reference.field), line: reference.line))
    }
    var line = 1
    for event in text.document.events where event.phase == .enter {
      if event.line > 0 { line = event.line }
      findings += problems(in: event.element, folder: lesson.folder, language).map { finding($0, line: line) }
    }
    return findings
  }

  private func problems(
    in element: MarkdownElement, folder: URL, _ language: Language
  ) -> [LessonFinding.Problem] {
    switch element {
    case .text(let text): return ForbiddenWording.found(in: text, language).map { .forbiddenWording($0) }
    case .rawHTML(let text): return [.rawHTML(text)]
    case .link(let destination): return isBroken(destination, from: folder) ? [.brokenLink(destination)] : []
    case .image(let destination):
      if isBroken(destination, from: folder) { return [.brokenLink(destination)] }
      return hasDescription(folder.appending(path: destination)) ? [] : [.figureWithoutDescription(destination)]
    default: return []
    }
  }

  /// Web addresses aren't fetched; everything else must be a file beside the lessons.
  private func isBroken(_ destination: String, from folder: URL) -> Bool {
    if destination.hasPrefix("https://") { return false }
    guard !destination.isEmpty, !destination.hasPrefix("#"), !destination.hasPrefix("/"), !destination.contains(":")
    else { return true }
    let path = destination.split(separator: "#").first.map(String.init) ?? ""
    let target = folder.appending(path: path.removingPercentEncoding ?? path).standardizedFileURL
    let limit = root.deletingLastPathComponent().standardizedFileURL
    let isInside = target.pathComponents.starts(with: limit.pathComponents)
    return !isInside || !FileManager.default.fileExists(atPath: target.path)
  }

  /// Screen readers need `<title>` and `<desc>` in a drawing.
  private func hasDescription(_ file: URL) -> Bool {
    guard file.pathExtension == "svg" else { return true }
    guard let text = try? CurriculumFile.text(at: file) else { return false }
    return text.contains("<title") && text.contains("<desc")
  }
}

/// Wording that the house style leaves out of learner-facing text.
enum ForbiddenWording {
  private static let english: Set<String> = ["simply", "just", "obviously"]
  private static let japanese = ["あなた", "することができ", "を行う", "を行い", "を行っ", "を行わ"]

  static func found(in text: String, _ language: Language) -> [String] {
    var found: [String] = text.contains(where: { $0 == "!" || $0 == "！" }) ? ["!"] : []
    switch language {
    case .ja: found += japanese.filter { text.contains($0) }
    case .en:
      let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
      found += english.intersection(words).sorted()
    }
    return found
  }
}
