import Foundation
import Lessons
import Manifests
import Testing

@Suite struct CurriculumTests {
  private func withCurriculum(
    stages: [String] = ["one"], _ build: (TemporaryCurriculum) throws -> Void,
    _ body: (Result<Curriculum, LessonError>) throws -> Void
  ) throws {
    let temporary = try TemporaryCurriculum(stages: stages)
    defer { temporary.remove() }
    try build(temporary)
    let root = temporary.root
    try body(Result { () throws(LessonError) in try Curriculum(root: root) })
  }

  @Test func orderComesFromStagesAndPrerequisites() throws {
    try withCurriculum(stages: ["two", "one"]) {
      try $0.add("A1", stage: "one", prerequisites: ["A2"])
      try $0.add("A2", stage: "one")
      try $0.add("Z9", stage: "two")
      try $0.add("B1", stage: "two", prerequisites: ["A1"])
    } _: {
      let ids = try $0.get().lessons.map(\.id)
      #expect(ids == ["Z9", "A2", "A1", "B1"])
    }
  }

  @Test func brokenGraphsAreNamed() throws {
    try withCurriculum {
      try $0.add("A1", prerequisites: ["A2"])
      try $0.add("A2", prerequisites: ["A1"])
      try $0.add("A0")
    } _: {
      #expect($0 == .failure(.prerequisiteCycle(["A1", "A2"])))
    }
    try withCurriculum {
      try $0.add("A1", prerequisites: ["X"])
    } _: {
      #expect($0 == .failure(.unknownPrerequisite("X", lesson: "A1")))
    }
    try withCurriculum(stages: ["one", "two"]) {
      try $0.add("A1", stage: "one")
      try $0.add("A1", stage: "two")
    } _: {
      #expect(
        $0 == .failure(.duplicateID("A1", firstFile: "one/a1/lesson.ja.md", secondFile: "two/a1/lesson.ja.md")))
    }
  }

  @Test func aMissingSiblingIsNamed() throws {
    try withCurriculum {
      try $0.add("A1")
      try FileManager.default.removeItem(at: $0.root.appending(path: "one/a1/lesson.en.md"))
    } _: {
      #expect($0 == .failure(.unreadable(file: "one/a1/lesson.en.md")))
    }
  }

  @Test func damagedFilesAreErrorsAndNeverTraps() throws {
    let head = "---\nid: A1\ntitle: T\nminutes: 1\nteaches: []\nprerequisites: []\n---\n"
    let damaged: [(Data, LessonError)] = [
      (Data("no head\n".utf8), .noFrontMatter(file: "one/a1/lesson.ja.md")),
      (Data("---\nid: A1\n".utf8), .noFrontMatter(file: "one/a1/lesson.ja.md")),
      (Data(), .noFrontMatter(file: "one/a1/lesson.ja.md")),
      (Data(head.utf8) + [0xFF, 0xFE], .notUTF8(file: "one/a1/lesson.ja.md")),
      (
        Data(head.utf8) + Data(repeating: 0x61, count: MarkdownDocument.byteLimit),
        .tooLarge(
          file: "one/a1/lesson.ja.md", bytes: MarkdownDocument.byteLimit + 1, limit: MarkdownDocument.byteLimit)
      ),
    ]
    for (bytes, error) in damaged {
      try withCurriculum {
        try $0.add("A1")
        try $0.write(bytes, to: "one/a1/lesson.ja.md")
      } _: {
        #expect($0 == .failure(error))
      }
    }
  }

  @Test func errorsInTheHeadNameTheLineOfTheFile() throws {
    let text = "---\nid: A1\ntitle: T\nminutes: ten\nteaches: []\nprerequisites: []\n---\n\n## One\n"
    try withCurriculum {
      try $0.add("A1")
      try $0.write(text, to: "one/a1/lesson.ja.md")
    } _: { result in
      guard case .failure(.manifest(.mismatch(let file, let place, let keyPath, _))) = result else {
        Issue.record("no mismatch: \(result)")
        return
      }
      #expect(file == "one/a1/lesson.ja.md" && place.line == 4 && keyPath == "minutes")
    }
  }

  @Test func linesOfTheBodyAreLinesOfTheFile() throws {
    let (_, body) = try LessonFrontMatter.split(
      "---\nid: A1\ntitle: T\nminutes: 1\nteaches: []\nprerequisites: []\n---\n\n## One\n", file: "x")
    let document = try MarkdownDocument(body, file: "x")
    #expect(document.events.first { $0.element == .heading(level: 2) }?.line == 9)
  }
}
