import Grading

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A generated list of types: one entry per folder that does not start with `_`, because a folder's name is its type's.
package struct RegistryFile: Sendable, Hashable {
  /// The folder of folders, from the root of the checkout.
  package let folder: String
  /// The list, an enum with `all`.
  package let name: String
  /// Whose conforming types are listed.
  package let member: String
  /// The room that declares ``member``, when it is another.
  package let imports: String?
  /// What the list holds, for its comment.
  package let contents: String

  /// Every registry of the project.
  package static let all = [
    RegistryFile(
      folder: "Sources/Operators", name: "OperatorRegistry", member: "Operator", imports: "Graphs",
      contents: "Every operator there is."),
    RegistryFile(
      folder: "Sources/Compression/Stages", name: "StageRegistry", member: "CompressionStage", imports: nil,
      contents: "Every stage a recipe may name."),
    RegistryFile(
      folder: "Sources/Datasets", name: "SyntheticTaskRegistry", member: "SyntheticTask", imports: nil,
      contents: "Every synthetic data set there is."),
  ]

  /// What to run when a file is stale; a test prints it.
  package static let command = "swift run keiryo-dev sync"

  package enum Failure: Error, Hashable, Sendable {
    /// Nothing to list there: probably another directory.
    case empty(folder: String)
    case unwritable(path: String)
  }

  /// The file, from the root of the checkout.
  package var path: String { "\(folder)/_Registry/\(name)+Generated.swift" }

  /// What the file should be.
  package func text(root: String) throws(Failure) -> String {
    let base = root + "/" + folder
    let names = FolderListing.folders(in: base).filter { name in
      !name.hasPrefix("_") && !FolderListing.files(in: base + "/" + name).isEmpty
    }
    guard !names.isEmpty else { throw .empty(folder: base) }
    let entries = names.map { "    \($0).self,\n" }.joined()
    return """
      // Generated from the folders of \(folder) by `keiryo-dev sync`. Do not edit.
      \(imports.map { "package import \($0)\n\n" } ?? "\n")/// \(contents)
      package enum \(name) {
        package static let all: [any \(member).Type] = [
      \(entries)  ]
      }

      """
  }

  /// Whether the committed file is what ``text(root:)`` says.
  package func isCurrent(root: String) throws(Failure) -> Bool { try committed(root) == text(root: root) }

  /// Writes the file when it differs.
  /// - Returns: whether it was written.
  @discardableResult
  package func sync(root: String) throws(Failure) -> Bool {
    let wanted = try text(root: root)
    guard committed(root) != wanted else { return false }
    let file = URL(filePath: root + "/" + path)
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(wanted.utf8).write(to: file, options: .atomic)
    } catch { throw .unwritable(path: file.path) }
    return true
  }

  /// Empty when the file cannot be read.
  private func committed(_ root: String) -> String {
    let data = try? Data(contentsOf: URL(filePath: root + "/" + path))
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
