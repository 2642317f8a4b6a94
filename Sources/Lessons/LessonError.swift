package import Manifests

/// Why a part of `Curriculum/` can't be read.
package enum LessonError: Error, Hashable, Sendable {
  /// The file doesn't exist or can't be opened.
  case unreadable(file: String)
  /// The file is larger than ``MarkdownDocument/byteLimit``.
  case tooLarge(file: String, bytes: Int, limit: Int)
  case notUTF8(file: String)
  /// A line that opens more than ``MarkdownDocument/nestingLimit`` quotes and list items.
  case nestedTooDeep(file: String, line: Int, limit: Int)
  /// The first line isn't `---`, or the closing `---` is missing.
  case noFrontMatter(file: String)
  case manifest(ManifestError)
  /// A file of shipped figures that holds no passed grade of the lab it is named for.
  case unreadableFigures(file: String)
  /// Two lessons carry the same id.
  case duplicateID(String, firstFile: String, secondFile: String)
  /// `prerequisites` name a lesson that doesn't exist.
  case unknownPrerequisite(String, lesson: String)
  /// These lessons wait for each other.
  case prerequisiteCycle([String])
  case unknownLesson(String)
}
