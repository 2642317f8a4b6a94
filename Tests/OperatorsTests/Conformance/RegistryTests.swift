import Foundation
import Graphs
import Operators
import Testing

@Suite("Registry")
struct RegistryTests {
  @Test("the registry lists every operator folder")
  func isCurrent() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Operators").standardizedFileURL
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix("_") && !$0.hasPrefix(".") }.sorted()
    #expect(OperatorRegistry.all.map { $0.name } == names, "run: swift run keiryo-dev sync")
  }

  @Test("every operator has samples and titles differ", arguments: OperatorRegistry.all.map { $0.name })
  func samples(_ name: String) throws {
    let type = try #require(OperatorRegistry.all.first { $0.name == name })
    #expect(!type.samples.isEmpty)
    #expect(Set(type.samples.map(\.title)).count == type.samples.count)
  }
}
