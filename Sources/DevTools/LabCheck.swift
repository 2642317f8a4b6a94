package import Grading
import Manifests
import Reports

/// Proves that labs are teachable: first what can be read from the folders, then what must be run.
package enum LabCheck {
  /// Everything that needs no compiler.
  package static func folders(_ catalog: LabCatalog) -> [LabFinding] {
    relations(catalog.labs) + catalog.labs.flatMap(contents)
  }

  private static func relations(_ labs: [Lab]) -> [LabFinding] {
    var findings: [LabFinding] = []
    var ids: Set<String> = []
    var teachers: [String: String] = [:]
    for lab in labs {
      if !ids.insert(lab.id).inserted { findings.append(LabFinding(lab: lab.id, .duplicateID)) }
      for concept in lab.manifest.teaches {
        if let other = teachers[concept] {
          findings.append(LabFinding(lab: lab.id, .taughtTwice(concept: concept, other: other)))
        }
        teachers[concept] = lab.id
      }
    }
    for lab in labs {
      for needed in lab.manifest.prerequisites where !ids.contains(needed) {
        findings.append(LabFinding(lab: lab.id, .unknownPrerequisite(needed)))
      }
      if let cycle = cycle(from: lab.id, labs) { findings.append(LabFinding(lab: lab.id, .cyclicPrerequisites(cycle))) }
    }
    return findings
  }

  private static func cycle(from start: String, _ labs: [Lab]) -> [String]? {
    let needs = Dictionary(labs.map { ($0.id, $0.manifest.prerequisites) }) { first, _ in first }
    var paths = [[start]]
    var seen: Set<String> = []
    while let path = paths.popLast() {
      for next in needs[path[path.count - 1]] ?? [] {
        if next == start { return path + [next] }
        if seen.insert(next).inserted { paths.append(path + [next]) }
      }
    }
    return nil
  }

  private static func contents(_ lab: Lab) -> [LabFinding] {
    var findings: [LabFinding] = []
    func found(_ problem: LabFinding.Problem, _ file: String? = nil) {
      findings.append(LabFinding(lab: lab.id, file: file, problem))
    }
    let known = Set(Lab.File.allCases.map(\.rawValue))
    let files = FolderListing.files(in: lab.folder)
    for name in known.subtracting(files).sorted() { found(.missingFile, name) }
    for name in files where !known.contains(name) { found(.strayFile, name) }
    for name in FolderListing.folders(in: lab.folder) {
      if ![Lab.mistakesFolder, Lab.judgeFolder, Lab.dataFolder].contains(name) { found(.strayFile, name) }
    }
    let manifest = lab.manifest
    let texts = [manifest.title, manifest.outcome] + manifest.tasks.map(\.title)
    if !texts.allSatisfy(\.isComplete) || manifest.tasks.isEmpty || manifest.tasks.count > 4 {
      found(.incompleteText, Lab.File.manifest.rawValue)
    }
    do throws(ManifestError) {
      let hints = try lab.hints()
      for task in manifest.tasks where hints[task.id].map({ $0.count == 3 && $0.allSatisfy(\.isComplete) }) != true {
        found(.hints(task: task.id), Lab.File.hints.rawValue)
      }
      for key in hints.keys.sorted() where !manifest.tasks.contains(where: { $0.id == key }) {
        found(.strayHints(task: key), Lab.File.hints.rawValue)
      }
    } catch { found(.malformed(String(describing: error)), Lab.File.hints.rawValue) }
    do { _ = try lab.stub() } catch {
      found(.solutionMarkers(String(describing: error)), Lab.File.solution.rawValue)
    }
    let mistakes = LabMistake.all(of: lab)
    if mistakes.count < 5 { found(.fewMistakes(mistakes.count), Lab.mistakesFolder) }
    for mistake in mistakes where mistake.check == nil { found(.mistakeHeader, mistake.file) }
    for file in [Lab.File.briefJapanese, .briefEnglish, .design] {
      guard let text = try? lab.text(file) else { continue }
      for link in MarkdownLinks.relative(in: text) where !FolderListing.exists(lab.folder + "/" + link) {
        found(.deadLink(link), file.rawValue)
      }
    }
    return findings
  }
}
