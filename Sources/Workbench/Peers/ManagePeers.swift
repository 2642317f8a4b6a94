import Charts
import Foundation
import Peers
package import Reports

/// The engines that can be measured beside ours, and which of them are here.
package struct ListPeers: Answer {
  package struct Entry: Encodable, Sendable {
    package let name: String
    package let title: String
    /// Nil when it is not here.
    package let version: String?
    /// What an installation would get.
    package let pinnedVersion: String
  }

  package let peers: [Entry]
  package let folder: String
  /// Bytes of the whole environment; 0 when there is none.
  package let bytes: Int

  package init(in workspace: Workspace) {
    let environment = workspace.home.peers
    let isThere = environment.exists
    peers = Peer.all.map { peer in
      Entry(
        name: peer.name, title: peer.title, version: isThere ? environment.version(of: peer) : nil,
        pinnedVersion: peer.pinnedVersion)
    }
    folder = environment.folder.path
    bytes = isThere ? environment.byteCount : 0
  }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var table = TextTable([.left, .left, .left])
    for peer in peers {
      table.add([peer.name, peer.title, peer.version ?? (isJapanese ? "なし" : "not installed")])
    }
    let note =
      switch (bytes, isJapanese) {
      case (0, true): "keiryo peers install で入れられます。なくても Keiryo は動きます。"
      case (0, false): "keiryo peers install gets them. Keiryo works without."
      default: "\(folder)  \(Figure.bytes(bytes))"
      }
    return (table.lines + ["", "  " + note]).joined(separator: "\n")
  }
}

/// Installs engines into a Python environment of their own inside the home.
package struct InstallPeers {
  private let peers: [Peer]

  /// - Parameter names: all engines when empty.
  package init(_ names: [String]) throws(WorkbenchError) {
    var chosen: [Peer] = []
    for name in names {
      guard let peer = Peer.named(name) else { throw .unknownPeer(name, known: Peer.all.map(\.name)) }
      chosen.append(peer)
    }
    peers = chosen.isEmpty ? Peer.all : chosen
  }

  package func run(in workspace: Workspace) throws -> ListPeers {
    let environment = workspace.home.peers
    try workspace.home.make(environment.folder.deletingLastPathComponent())
    Interruption.guarded(environment.draft)
    defer { Interruption.release(environment.draft) }
    let failed = try environment.install(
      peers, environment: ProcessInfo.processInfo.environment, isCancelled: { Interruption.isRequested }
    ) { event in
      switch event {
      case .preparing:
        workspace.report(.began(title: LocalizedText(ja: "Python の環境", en: "Python environment"), number: nil, of: nil))
      case .installing(let peer, let number, let count):
        if number == 1 { workspace.report(.ended(figures: LocalizedText(verbatim: ""))) }
        workspace.report(
          .began(
            title: LocalizedText(verbatim: "\(peer.title) \(peer.pinnedVersion)"), number: number, of: count))
      case .waiting: workspace.report(.moved(fraction: nil, figures: LocalizedText(verbatim: "")))
      case .installed: workspace.report(.ended(figures: LocalizedText(ja: "入りました", en: "installed")))
      case .failed(_, let words):
        workspace.report(
          .ended(figures: LocalizedText(ja: "入れられません：\(words)", en: "not possible: \(words)")))
      }
    }
    if !failed.isEmpty, failed.count == peers.count {
      throw PeerInstallationError.nothingInstallable(lastWords: failed.map(\.title).joined(separator: ", "))
    }
    return ListPeers(in: workspace)
  }
}

/// Removes all of them.
package struct RemovePeers {
  package init() {}

  package func run(in workspace: Workspace) throws -> ListPeers {
    try workspace.home.peers.remove()
    return ListPeers(in: workspace)
  }
}
