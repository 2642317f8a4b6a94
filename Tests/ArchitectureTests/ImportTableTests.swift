import Foundation
import Testing

/// The rooms and who may import whom, as written in `Documentation/targets.json`.
struct TargetTable: Decodable {
  struct Room: Decodable {
    let name: String
    let band: String
    let purpose: String
    let imports: [String]
  }
  let rooms: [Room]
}

/// Files of the checkout, found from this file's place.
enum Checkout {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func swiftFiles(under folder: String) -> [URL] {
    let base = root.appending(path: folder)
    guard let paths = FileManager.default.enumerator(atPath: base.path) else { return [] }
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { base.appending(path: $0) }
  }

  static func table() throws -> TargetTable {
    try JSONDecoder().decode(
      TargetTable.self, from: Data(contentsOf: root.appending(path: "Documentation/targets.json")))
  }
}

@Suite("Rooms and their imports")
struct ImportTableTests {
  /// Modules of the language and the system, which any room may use.
  static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Musl", "Dispatch", "Synchronization", "Swift",
  ]

  /// Modules named by import lines at the margin; indented ones stand in conditional blocks (system modules) or in text.
  static func imports(of room: String) throws -> Set<String> {
    let pattern =
      #/^(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |internal |private |fileprivate )?import (?:struct |enum |class |func |protocol )?(\w+)/#
      .anchorsMatchLineEndings()
    var found = Set<String>()
    for file in Checkout.swiftFiles(under: "Sources/\(room)") {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: pattern) { found.insert(String(match.1)) }
    }
    return found.subtracting(system)
  }

  @Test("Every room imports exactly what the table says", arguments: try Checkout.table().rooms.map(\.name))
  func importsMatch(room: String) throws {
    let row = try #require(try Checkout.table().rooms.first { $0.name == room })
    let found = try Self.imports(of: room)
    let allowed = Set(row.imports)
    #expect(
      found == allowed,
      """
      \(room): not in Documentation/targets.json: \(found.subtracting(allowed).sorted()); \
      listed but not imported: \(allowed.subtracting(found).sorted())
      """)
  }

  @Test("A room imports only rooms above it")
  func oneDirection() throws {
    let rooms = try Checkout.table().rooms
    var above = Set<String>()
    let names = Set(rooms.map(\.name))
    for room in rooms {
      let below = Set(room.imports).intersection(names).subtracting(above)
      #expect(below.isEmpty, "\(room.name) imports \(below.sorted()), which stand below it")
      above.insert(room.name)
    }
  }

  @Test("Every folder of Sources is a room of the table, and the other way round")
  func foldersMatch() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Checkout.root.appending(path: "Sources").path)
      .filter { !$0.hasPrefix(".") }
    #expect(Set(folders) == Set(try Checkout.table().rooms.map(\.name)))
  }

  @Test("Every third-party module is imported by one room; the argument parser by the two executables")
  func thirdParties() throws {
    let rooms = try Checkout.table().rooms
    let names = Set(rooms.map(\.name))
    var users: [String: [String]] = [:]
    for room in rooms {
      for module in room.imports where !names.contains(module) { users[module, default: []].append(room.name) }
    }
    for (module, rooms) in users {
      #expect(rooms.count == (module == "ArgumentParser" ? 2 : 1), "\(module) is imported by \(rooms)")
    }
  }

  @Test("The map names every room")
  func mapIsComplete() throws {
    let map = try String(contentsOf: Checkout.root.appending(path: "Documentation/Map.md"), encoding: .utf8)
    for room in try Checkout.table().rooms { #expect(map.contains("`\(room.name)`"), "\(room.name) is not on the map") }
  }
}
