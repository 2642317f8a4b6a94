import Manifests

/// The YAML head of a lesson text.
package struct LessonFrontMatter: Hashable, Sendable, Codable {
  /// Such as `F01`; the same in both languages.
  package let id: String
  /// In the language of the file.
  package let title: String
  /// Reading time.
  package let minutes: Int
  /// Concepts explained here for the first time, as slugs.
  package let teaches: [String]
  /// Ids of lessons to read before.
  package let prerequisites: [String]
  /// Id of the lab that practises the lesson.
  package let lab: String?
}

extension LessonFrontMatter {
  /// Splits a lesson file into its head and its Markdown body. The body keeps its line numbers: the head becomes blank
  /// lines, so that a finding in the body names the line of the file.
  package static func split(_ text: String, file: String) throws(LessonError) -> (head: LessonFrontMatter, body: String)
  {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw .noFrontMatter(file: file)
    }
    // A leading blank line stands for the opening fence, so that errors count lines of the file.
    let head = "\n" + lines[1..<end].joined(separator: "\n") + "\n"
    let blank = String(repeating: "\n", count: end + 1)
    do throws(ManifestError) {
      let decoded = try Manifest.decode(LessonFrontMatter.self, from: head, file: file)
      return (decoded, blank + lines[(end + 1)...].joined(separator: "\n"))
    } catch {
      throw .manifest(error)
    }
  }
}
