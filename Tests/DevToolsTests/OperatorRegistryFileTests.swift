import DevTools
import Foundation
import Testing

@Suite struct OperatorRegistryFileTests {
  private func temporary() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/keiryo-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func add(_ name: String, to root: String) throws {
    try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
    try "// \(name)\n".write(toFile: root + "/\(name)/\(name).swift", atomically: true, encoding: .utf8)
  }

  @Test func listsFoldersThatAreOperators() throws {
    let root = try temporary()
    defer { try? FileManager.default.removeItem(atPath: root) }
    for name in ["Relu", "Add", "_Shared"] { try add(name, to: root) }
    try FileManager.default.createDirectory(atPath: root + "/Empty", withIntermediateDirectories: true)
    #expect(try !OperatorRegistryFile.isCurrent(operators: root))
    #expect(try OperatorRegistryFile.sync(operators: root))
    #expect(try !OperatorRegistryFile.sync(operators: root))
    #expect(try OperatorRegistryFile.isCurrent(operators: root))
    let text = try String(contentsOfFile: root + "/" + OperatorRegistryFile.relativePath, encoding: .utf8)
    #expect(text.contains("    Add.self,\n    Relu.self,\n  ]"))
    #expect(text.hasPrefix("// Generated from the folders of Sources/Operators by `keiryo-dev sync`."))
    try add("Conv", to: root)
    #expect(try !OperatorRegistryFile.isCurrent(operators: root))
  }

  @Test func refusesAFolderWithoutOperators() throws {
    #expect(throws: OperatorRegistryFile.Failure.noOperators(folder: "/no/such/folder")) {
      try OperatorRegistryFile.sync(operators: "/no/such/folder")
    }
  }

  @Test func theCommittedRegistryIsCurrent() throws {
    let operators = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Operators").path
    #expect(try OperatorRegistryFile.isCurrent(operators: operators), "run: \(OperatorRegistryFile.command)")
  }
}
