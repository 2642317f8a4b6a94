/// Deriving the learner's file from the model answer, so that their signatures cannot drift apart.
///
/// Lines between `// keiryo:begin` and `// keiryo:end` are removed; `// keiryo:stub CODE` inside leaves `CODE` at its
/// own indentation. Markers stand alone on their lines and do not nest.
package enum LabStub {
  package enum Failure: Error, Hashable, Sendable {
    /// `begin` inside a region. Lines count from 1.
    case nested(line: Int)
    /// `end` or `stub` outside a region.
    case outside(line: Int)
    /// A region without `end`.
    case unclosed(line: Int)
    /// No region at all: the stub would be the answer.
    case noRegion
  }

  package static func derive(from solution: String) throws(Failure) -> String {
    var lines: [Substring] = []
    var opened: Int?
    var regions = 0
    for (index, line) in solution.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.drop { $0 == " " }
      let indentation = line.prefix(line.count - content.count)
      if content == "// keiryo:begin" {
        guard opened == nil else { throw .nested(line: index + 1) }
        opened = index + 1
        regions += 1
      } else if content == "// keiryo:end" {
        guard opened != nil else { throw .outside(line: index + 1) }
        opened = nil
      } else if content.hasPrefix("// keiryo:stub ") {
        guard opened != nil else { throw .outside(line: index + 1) }
        lines.append(indentation + content.dropFirst("// keiryo:stub ".count))
      } else if opened == nil {
        lines.append(line)
      }
    }
    if let opened { throw .unclosed(line: opened) }
    guard regions > 0 else { throw .noRegion }
    return lines.joined(separator: "\n")
  }
}
