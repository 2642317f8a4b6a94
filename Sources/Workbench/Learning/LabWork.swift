package import Foundation
package import Grading
import Progress
package import Reports

/// Beginning a lab, beginning it again, and help with it.
package struct LabWork {
  private let workspace: Workspace
  package let lab: Lab

  /// - Throws: ``WorkbenchError/unknownLab(_:known:)``.
  package init(_ name: String, in workspace: Workspace) throws {
    self.workspace = workspace
    lab = try workspace.requireCheckout().lab(name)
  }

  package var file: URL { workspace.home.solution(of: lab.id) }
  private var isStarted: Bool { FileManager.default.fileExists(atPath: file.path) }

  /// Writes the learner's file, derived from the model answer.
  package func start() throws -> LabText {
    if isStarted { throw WorkbenchError.alreadyStarted(lab: lab.id, path: file.path) }
    try workspace.home.write(try lab.stub(), to: file)
    return LabText(lab: lab.id, file: file.path, title: LabText.started(lab, file.path), body: try brief())
  }

  /// Puts the beginning back. What was written is kept beside it under a name of its own.
  package func reset() throws -> LabText {
    try workspace.home.make(file.deletingLastPathComponent())
    var kept: String?
    if isStarted {
      let copy = file.deletingLastPathComponent().appending(path: "Solution.\(Workspace.now.secondsSince1970).swift")
      try FileAccess.write(try FileAccess.read(file), to: copy)
      kept = copy.path
    }
    try workspace.home.write(try lab.stub(), to: file)
    let note = LocalizedText(
      ja: "最初の形に戻しました：\(file.path)" + (kept.map { "\n  それまでの内容：\($0)" } ?? ""),
      en: "Restored the beginning: \(file.path)" + (kept.map { "\n  What you had: \($0)" } ?? ""))
    return LabText(lab: lab.id, file: file.path, title: note, body: nil)
  }

  /// Whether any attempt passed so far.
  func isPassed() throws -> Bool { try workspace.home.existingStore()?.passedLabs().contains(lab.id) == true }

  package func brief() throws -> LocalizedText { LocalizedText(ja: try lab.brief(.ja), en: try lab.brief(.en)) }

  /// The next hint of a task, gentlest first; the last one again when all were read.
  /// - Parameter task: from 1; nil takes the first one that failed last time.
  package func hint(task: Int? = nil) throws -> LabText {
    let number = try task ?? firstOpenTask()
    guard lab.manifest.tasks.indices.contains(number - 1) else {
      throw WorkbenchError.unknownTask(lab: lab.id, task: number, tasks: lab.manifest.tasks.count)
    }
    let described = lab.manifest.tasks[number - 1]
    let hints = try lab.hints()[described.id] ?? []
    guard !hints.isEmpty else {
      throw WorkbenchError.unknownTask(lab: lab.id, task: number, tasks: lab.manifest.tasks.count)
    }
    let level = min(hintsRead(described.id), hints.count - 1)
    workspace.noting { try workspace.home.write("\(level + 1)\n", to: hintFile(described.id)) }
    let title = LocalizedText(
      ja: "課題 \(number)「\(described.title.ja)」ヒント \(level + 1)/\(hints.count)",
      en: "Task \(number), \(described.title.en): hint \(level + 1) of \(hints.count)")
    return LabText(lab: lab.id, file: nil, title: title, body: hints[level])
  }

  /// How many hints of a task were read, and how many there are; nil for a task without any.
  package func hints(task: Int) -> (read: Int, all: Int)? {
    guard lab.manifest.tasks.indices.contains(task - 1) else { return nil }
    let id = lab.manifest.tasks[task - 1].id
    guard let hints = try? lab.hints()[id], !hints.isEmpty else { return nil }
    return (min(hintsRead(id), hints.count), hints.count)
  }

  /// The model answer, after a pass.
  package func solution() throws -> LabText {
    guard try isPassed() else { throw WorkbenchError.solutionLocked(lab: lab.id) }
    let lines = try lab.text(.solution).split(separator: "\n", omittingEmptySubsequences: false)
    let code = lines.filter { !$0.contains("// keiryo:") }.joined(separator: "\n")
    let title = LocalizedText(ja: "ラボ \(lab.id) の解答例", en: "A model answer to lab \(lab.id)")
    return LabText(lab: lab.id, file: nil, title: title, body: LocalizedText(verbatim: code), isCode: true)
  }

  private func firstOpenTask() throws -> Int {
    guard let store = try workspace.home.existingStore(), let last = try store.attempts(lab: lab.id).last,
      case .grade(let report)? = try store.record(digest: last.digest)?.payload
    else { return 1 }
    return report.tests.first { $0.status == .fail || $0.status == .error }?.task ?? 1
  }

  private func hintFile(_ task: String) -> URL { workspace.home.cache.appending(path: "hints/\(lab.id)-\(task)") }

  private func hintsRead(_ task: String) -> Int {
    let text = try? String(contentsOf: hintFile(task), encoding: .utf8)
    return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
  }
}
