package import Foundation
package import Reports

/// The staged path and every lesson on it, read from a `Curriculum/` folder.
package struct Curriculum: Hashable, Sendable {
  /// A stretch of the path; order is the order in `path.yml`.
  package struct Stage: Hashable, Sendable, Codable, Identifiable {
    /// Also the name of the stage's folder.
    package let slug: String
    package let title: LocalizedText
    /// What a learner can do at its end, in one sentence.
    package let outcome: LocalizedText

    package var id: String { slug }
  }

  package let stages: [Stage]
  /// In reading order: by stage, then so that prerequisites come first, then by id.
  package let lessons: [Lesson]

  package func lessons(in stage: Stage) -> [Lesson] {
    lessons.filter { $0.stage == stage.slug }
  }

  /// The lesson with that id, or with that slug.
  package func lesson(_ name: String) throws(LessonError) -> Lesson {
    let wanted = name.lowercased()
    guard let found = lessons.first(where: { $0.id.lowercased() == wanted || $0.slug == wanted }) else {
      throw .unknownLesson(name)
    }
    return found
  }
}

extension Curriculum {
  private struct Path: Codable {
    let stages: [Stage]
  }

  /// Reads `path.yml` and every folder `<stage>/<slug>/` below `root` that holds a `lesson.ja.md` or a `lesson.en.md`.
  package init(root: URL) throws(LessonError) {
    stages = try CurriculumFile.decode(Path.self, at: root.appending(path: "path.yml")).stages
    var found: [[Lesson]] = []
    for stage in stages {
      var inStage: [Lesson] = []
      for folder in Self.lessonFolders(in: root.appending(path: stage.slug)) {
        inStage.append(try Lesson(folder: folder, stage: stage.slug))
      }
      found.append(inStage)
    }
    lessons = try Self.ordered(found)
  }

  private static func lessonFolders(in stage: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: stage.path)) ?? []
    return names.sorted().map { stage.appending(path: $0, directoryHint: .isDirectory) }.filter { folder in
      ["lesson.ja.md", "lesson.en.md"].contains {
        FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
      }
    }
  }

  /// Repeatedly takes the first lesson, by stage and id, whose prerequisites are all placed.
  private static func ordered(_ stages: [[Lesson]]) throws(LessonError) -> [Lesson] {
    var waiting = stages.flatMap { $0.sorted { $0.id < $1.id } }
    var fileOfID: [String: String] = [:]
    for lesson in waiting {
      let file = CurriculumFile.name(of: lesson.japanese.file)
      if let first = fileOfID[lesson.id] { throw .duplicateID(lesson.id, firstFile: first, secondFile: file) }
      fileOfID[lesson.id] = file
    }
    for lesson in waiting {
      if let name = lesson.prerequisites.first(where: { fileOfID[$0] == nil }) {
        throw .unknownPrerequisite(name, lesson: lesson.id)
      }
    }
    var placed: [Lesson] = []
    var ids: Set<String> = []
    while !waiting.isEmpty {
      guard let next = waiting.firstIndex(where: { ids.isSuperset(of: $0.prerequisites) }) else {
        throw .prerequisiteCycle(waiting.map(\.id))
      }
      ids.insert(waiting[next].id)
      placed.append(waiting.remove(at: next))
    }
    return placed
  }
}
