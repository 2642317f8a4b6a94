import DevTools
import Foundation
import Testing

@Suite struct RegistryFileTests {
  private let operators = RegistryFile.all[0]

  private func temporary() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/keiryo-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func add(_ name: String, to root: String) throws {
    let folder = root + "/" + operators.folder + "/" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "// \(name)\n".write(toFile: folder + "/\(name).swift", atomically: true, encoding: .utf8)
  }

  @Test func listsFoldersThatAreOperators() throws {
    let root = try temporary()
    defer { try? FileManager.default.removeItem(atPath: root) }
    for name in ["Relu", "Add", "_Shared"] { try add(name, to: root) }
    try FileManager.default.createDirectory(
      atPath: root + "/" + operators.folder + "/Empty", withIntermediateDirectories: true)
    #expect(try !operators.isCurrent(root: root))
    #expect(try operators.sync(root: root))
    #expect(try !operators.sync(root: root))
    #expect(try operators.isCurrent(root: root))
    let text = try String(contentsOfFile: root + "/" + operators.path, encoding: .utf8)
    #expect(text.contains("    Add.self,\n    Relu.self,\n  ]"))
    #expect(text.hasPrefix("// Generated from the folders of Sources/Operators by `keiryo-dev sync`."))
    try add("Conv", to: root)
    #expect(try !operators.isCurrent(root: root))
  }

  @Test func refusesAFolderWithNothingToList() throws {
    #expect(throws: RegistryFile.Failure.empty(folder: "/no/such/folder/Sources/Operators")) {
      try operators.sync(root: "/no/such/folder")
    }
  }

  @Test(arguments: RegistryFile.all)
  func theCommittedRegistryIsCurrent(file: RegistryFile) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    #expect(try file.isCurrent(root: root), "run: \(RegistryFile.command)")
  }
}
