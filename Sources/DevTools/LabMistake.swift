package import Grading
import Manifests

/// A wrong answer kept with its lab: `// check: ID, misconception: ID` on its first line.
package struct LabMistake: Hashable, Sendable {
  /// Relative to the lab's folder.
  package let file: String
  package let source: String
  /// The check that must catch it; nil when the first line does not say.
  package let check: String?
  package let misconception: String?

  package static func all(of lab: Lab) -> [LabMistake] {
    let folder = Lab.mistakesFolder
    return FolderListing.files(in: lab.folder + "/" + folder).filter { $0.hasSuffix(".swift") }.compactMap { name in
      guard let source = try? Manifest.text(at: lab.folder + "/" + folder + "/" + name) else { return nil }
      return LabMistake(file: folder + "/" + name, source: source)
    }
  }

  init(file: String, source: String) {
    self.file = file
    self.source = source
    let head = source.prefix { $0 != "\n" }
    let fields = head.hasPrefix("// ") ? head.dropFirst(3).split(separator: ",") : []
    var values: [Substring: String] = [:]
    for field in fields {
      guard let colon = field.firstIndex(of: ":") else { continue }
      let key = field[..<colon].drop { $0 == " " }
      values[key] = String(field[field.index(after: colon)...].drop { $0 == " " })
    }
    check = values["check"]
    misconception = values["misconception"]
  }
}

/// Links of a Markdown text that point into the repository.
enum MarkdownLinks {
  /// Targets of `](…)` without a scheme and without a fragment.
  static func relative(in text: String) -> [String] {
    var links: [String] = []
    var rest = text[...]
    while let open = rest.firstRange(of: "](") {
      rest = rest[open.upperBound...]
      guard let close = rest.firstIndex(of: ")") else { break }
      let target = rest[..<close].prefix { $0 != "#" }
      if !target.isEmpty, !target.contains("://"), !target.contains("\n") { links.append(String(target)) }
    }
    return links
  }
}
