import Grading

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of files that compiles and says where to go on.
package struct Skeleton: Hashable, Sendable {
  /// Relative path of each file and its text.
  package let files: [String: String]

  package enum Failure: Error, Hashable, Sendable {
    /// Operators are named like types, labs and lessons like `stage/slug`.
    case badName(String, expected: String)
    case exists(path: String)
    case unwritable(path: String)
  }

  /// Writes every file below `root`, and nothing when the folder is there already.
  package func write(to root: String) throws(Failure) {
    for path in files.keys.sorted() where FolderListing.exists(root + "/" + path) { throw .exists(path: path) }
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      let target = URL(filePath: root + "/" + path)
      do {
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: target)
      } catch { throw .unwritable(path: path) }
    }
  }

  static func stageAndSlug(_ name: String) throws(Failure) -> (stage: String, slug: String) {
    let parts = name.split(separator: "/").map(String.init)
    let isPlain = parts.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") } }
    guard parts.count == 2, isPlain else { throw .badName(name, expected: "stage/slug") }
    return (parts[0], parts[1])
  }
}
