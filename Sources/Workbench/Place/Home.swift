package import Foundation
package import Peers
package import Progress

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The learner's own folder: solutions, models, results, evidence and the generated site. Nothing else is written while
/// learning. A demonstration has a home of its own that is removed afterwards.
package struct Home: Sendable, Hashable {
  package let folder: URL
  package let purpose: ProgressStore.Purpose
  /// Where built judges are kept when not inside the home.
  package var cacheFolder: URL?

  package init(folder: URL, purpose: ProgressStore.Purpose = .learner) {
    self.folder = folder
    self.purpose = purpose
  }

  /// `--home`, then `KEIRYO_HOME`, then `Portfolio/` of the checkout, then `~/Keiryo`.
  package static func standard(
    option: String?, environment: [String: String], checkout: Checkout?
  ) -> Home {
    if let path = [option, environment["KEIRYO_HOME"]].compactMap(\.self).first(where: { !$0.isEmpty }) {
      return Home(folder: URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL)
    }
    if let checkout { return Home(folder: checkout.folder.appending(path: "Portfolio")) }
    return Home(folder: FileManager.default.homeDirectoryForCurrentUser.appending(path: "Keiryo"))
  }

  /// A new, empty home under the system's temporary folder, only for this user's eyes.
  package static func demonstration() throws(WorkbenchError) -> Home {
    let name = "keiryo-demo-" + String(UInt64.random(in: .min ... .max), radix: 36)
    let home = Home(folder: FileManager.default.temporaryDirectory.appending(path: name), purpose: .demonstration)
    try home.make(home.folder)
    return home
  }

  package var labs: URL { folder.appending(path: "labs") }
  package var results: URL { folder.appending(path: "results") }
  package var projects: URL { folder.appending(path: "projects") }
  package var site: URL { folder.appending(path: "site") }
  package var cache: URL { cacheFolder ?? folder.appending(path: ".cache") }
  package var profile: URL { folder.appending(path: "profile.yml") }

  /// The Python environment of other engines.
  package var peers: PeerEnvironment { PeerEnvironment(folder: cache.appending(path: "peers")) }

  /// The learner's file for a lab.
  package func solution(of lab: String) -> URL { labs.appending(path: lab).appending(path: "Solution.swift") }

  /// The folder of the model that a lab's recipe was built into.
  package func artefact(of lab: String) -> URL { labs.appending(path: lab).appending(path: "artefact") }

  /// A path as a person would type it here: from the working directory when it is inside, else from `~`.
  static func shortened(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath
    let user = FileManager.default.homeDirectoryForCurrentUser.path
    if path.hasPrefix(here + "/") { return String(path.dropFirst(here.utf8.count + 1)) }
    if user.count > 1, path.hasPrefix(user + "/") { return "~" + path.dropFirst(user.count) }
    return path
  }

  /// Opens the evidence, making folder and file when they are missing.
  /// - Throws: ``WorkbenchError/readOnlyHome(path:code:)`` or ``ProgressError``.
  package func openStore() throws -> ProgressStore {
    try make(folder)
    return try ProgressStore(folder: folder.path, purpose: purpose)
  }

  /// The evidence if there is any: looking never makes a folder, and a home that cannot be written can be looked at.
  package func existingStore() throws -> ProgressStore? {
    guard FileManager.default.fileExists(atPath: folder.appending(path: purpose.fileName).path) else { return nil }
    if obstacle != nil { return try ProgressStore(copyOf: folder.path, purpose: purpose) }
    return try ProgressStore(folder: folder.path, purpose: purpose)
  }

  /// What keeps the home, or the nearest folder there is above it, from being written; nil when nothing does.
  package var obstacle: WorkbenchError? {
    var place = folder
    while !FileManager.default.fileExists(atPath: place.path), place.pathComponents.count > 1 {
      place.deleteLastPathComponent()
    }
    return access(place.path, W_OK | X_OK) == 0 ? nil : .readOnlyHome(path: folder.path, code: errno)
  }

  /// Makes a folder inside the home and checks that it can be written.
  package func make(_ url: URL) throws(WorkbenchError) {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true,
        attributes: purpose == .demonstration ? [.posixPermissions: 0o700] : nil)
    } catch { throw .readOnlyHome(path: url.path, code: FileAccess.code(of: error)) }
    guard access(url.path, W_OK | X_OK) == 0 else { throw .readOnlyHome(path: url.path, code: errno) }
  }

  /// Writes a file of the home in one step: readers see the old or the new content.
  package func write(_ text: String, to url: URL) throws(WorkbenchError) {
    try make(url.deletingLastPathComponent())
    try FileAccess.write(Data(text.utf8), to: url)
  }

  package func remove() { try? FileManager.default.removeItem(at: folder) }
}
