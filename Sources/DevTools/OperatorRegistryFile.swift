import Grading

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The generated list of operators: one entry per folder of `Sources/Operators` that does not start with `_`.
package enum OperatorRegistryFile {
  package static let relativePath = "_Registry/OperatorRegistry+Generated.swift"
  /// What to run when the file is stale; a test prints it.
  package static let command = "swift run keiryo-dev sync"

  package enum Failure: Error, Hashable, Sendable {
    /// No operator folder there: probably another directory.
    case noOperators(folder: String)
    case unwritable(path: String)
  }

  /// What the file should be.
  /// - Parameter operators: the folder `Sources/Operators`.
  package static func contents(operators: String) throws(Failure) -> String {
    let names = FolderListing.folders(in: operators).filter { name in
      !name.hasPrefix("_") && !FolderListing.files(in: operators + "/" + name).isEmpty
    }
    guard !names.isEmpty else { throw .noOperators(folder: operators) }
    let entries = names.map { "    \($0).self,\n" }.joined()
    return """
      // Generated from the folders of Sources/Operators by `keiryo-dev sync`. Do not edit.
      package import Graphs

      /// Every operator there is.
      package enum OperatorRegistry {
        package static let all: [any Operator.Type] = [
      \(entries)  ]
      }

      """
  }

  /// Whether the committed file is what ``contents(operators:)`` says.
  package static func isCurrent(operators: String) throws(Failure) -> Bool {
    try String(contentsOfFile: operators + "/" + relativePath) == contents(operators: operators)
  }

  /// Writes the file when it differs.
  /// - Returns: whether it was written.
  @discardableResult
  package static func sync(operators: String) throws(Failure) -> Bool {
    let wanted = try contents(operators: operators)
    let path = operators + "/" + relativePath
    guard String(contentsOfFile: path) != wanted else { return false }
    do {
      try FileManager.default.createDirectory(atPath: operators + "/_Registry", withIntermediateDirectories: true)
      try Data(wanted.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch { throw .unwritable(path: path) }
    return true
  }
}

extension String {
  /// Empty when the file cannot be read.
  fileprivate init(contentsOfFile path: String) {
    let data = try? Data(contentsOf: URL(filePath: path))
    self = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
