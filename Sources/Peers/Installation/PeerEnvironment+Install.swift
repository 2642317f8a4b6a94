package import Foundation
import Processes

extension PeerEnvironment {
  /// What the installation is doing.
  package enum InstallationEvent: Sendable {
    /// Making the environment.
    case preparing
    /// Fetching and installing one engine: its number from 1, of how many.
    case installing(Peer, number: Int, of: Int)
    /// Asked for about ten times a second while pip works.
    case waiting
    case installed(Peer, version: String)
    /// pip could not install this one; the others go on.
    case failed(Peer, lastWords: String)
  }

  /// Where the new environment grows before it takes the place of the old one.
  package var draft: URL { folder.deletingLastPathComponent().appending(path: folder.lastPathComponent + ".new") }

  /// Makes the environment anew with the engines that are here and those asked for, each in its pinned version.
  ///
  /// The old environment stays until the new one is complete; after an error there is no trace of the new one.
  /// - Parameter environment: of the person, so that pip finds proxies and certificates.
  /// - Returns: the engines asked for that could not be installed.
  @discardableResult
  package func install(
    _ peers: [Peer], environment: [String: String], isCancelled: @escaping () -> Bool,
    report: @escaping (InstallationEvent) -> Void
  ) throws(PeerInstallationError) -> [Peer] {
    let wanted = Peer.all.filter { peers.contains($0) || installed.contains($0) }
    let python = try PythonFinder(environment: environment).python()
    let files = FileManager.default
    report(.preparing)
    try? files.removeItem(at: draft)
    var isComplete = false
    defer { if !isComplete { discardDraft() } }
    do {
      try files.createDirectory(at: draft.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch { throw Self.refusal(error, draft.deletingLastPathComponent()) }
    let work = PythonWork(environment: environment, isCancelled: isCancelled, report: report)
    if let words = try work.run(python, ["-I", "-m", "venv", draft.path]) {
      throw .noVirtualEnvironment(lastWords: words)
    }
    var failures: [(peer: Peer, words: String)] = []
    for (index, peer) in wanted.enumerated() {
      report(.installing(peer, number: index + 1, of: wanted.count))
      let pip = ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
      let words = try work.run(draft.appending(path: "bin/python").path, pip + peer.requirements)
      // pip can be told by the person's settings to put things elsewhere: what is there counts.
      if words == nil, let version = PeerEnvironment(folder: draft).version(of: peer) {
        report(.installed(peer, version: version))
      } else {
        failures.append((peer, words ?? ""))
        report(.failed(peer, lastWords: words ?? ""))
      }
    }
    guard failures.count < wanted.count else { throw .nothingInstallable(lastWords: failures.first?.words ?? "") }
    do {
      try? files.removeItem(at: folder)
      try files.moveItem(at: draft, to: folder)
    } catch { throw Self.refusal(error, folder) }
    isComplete = true
    return failures.map(\.peer)
  }

  /// What a stopped Python started may still write for a moment, and a folder that grows cannot be removed.
  private func discardDraft() {
    for _ in 0..<50 {
      try? FileManager.default.removeItem(at: draft)
      guard FileManager.default.fileExists(atPath: draft.path) else { return }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// - Throws: ``PeerInstallationError/folder(path:code:)``.
  package func remove() throws(PeerInstallationError) {
    for url in [folder, draft] where FileManager.default.fileExists(atPath: url.path) {
      do { try FileManager.default.removeItem(at: url) } catch { throw Self.refusal(error, url) }
    }
  }

  private static func refusal(_ error: any Error, _ url: URL) -> PeerInstallationError {
    let error = error as NSError
    let inner = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
    return .folder(path: url.path, code: inner.domain == NSPOSIXErrorDomain ? Int32(inner.code) : EIO)
  }
}

/// Long runs of Python while the person watches.
private struct PythonWork {
  let environment: [String: String]
  let isCancelled: () -> Bool
  let report: (PeerEnvironment.InstallationEvent) -> Void

  /// Half an hour: some 100 MB an engine over a slow line.
  private static let limits = ResourceLimits(wallSeconds: 1_800)

  /// - Returns: nil when it went well, else the last line it printed.
  func run(_ python: String, _ arguments: [String]) throws(PeerInstallationError) -> String? {
    // A process that ends soon may never be asked while it runs.
    guard !isCancelled() else { throw .cancelled }
    let result: ProcessResult
    do {
      result = try Launch(python, arguments, environment: environment, limits: Self.limits).run(isCancelled: {
        report(.waiting)
        return isCancelled()
      })
    } catch { throw .process(error) }
    if result.outcome == .cancelled { throw .cancelled }
    guard !result.outcome.isSuccess else { return nil }
    let words = PeerProcess.lastLine(result.standardError.text)
    return words.isEmpty ? PeerProcess.lastLine(result.standardOutput.text) : words
  }
}
