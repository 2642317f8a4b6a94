package import Foundation

/// The Python environment in which the peers live: one folder, made, replaced and removed as a whole.
package struct PeerEnvironment: Sendable {
  package let folder: URL

  package init(folder: URL) { self.folder = folder }

  package var python: URL { folder.appending(path: "bin/python") }

  package var exists: Bool { FileManager.default.isExecutableFile(atPath: python.path) }

  /// The version of `peer` that is installed here; nil when it is not.
  package func version(of peer: Peer) -> String? {
    let wanted = Self.normalized(peer.distribution)
    for packages in Self.children(of: folder.appending(path: "lib")).map({ $0.appending(path: "site-packages") }) {
      for entry in Self.children(of: packages) where entry.pathExtension == "dist-info" {
        // `ai_edge_litert-2.3.0.dist-info`
        let parts = entry.deletingPathExtension().lastPathComponent.split(separator: "-", maxSplits: 1)
        if parts.count == 2, Self.normalized(String(parts[0])) == wanted { return String(parts[1]) }
      }
    }
    return nil
  }

  /// The engines that are here, in the order of ``Peer/all``.
  package var installed: [Peer] { exists ? Peer.all.filter { version(of: $0) != nil } : [] }

  /// Bytes of all files.
  package var byteCount: Int {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .isRegularFileKey]
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys)) else {
      return 0
    }
    return files.compactMap { $0 as? URL }.reduce(0) { sum, file in
      let values = try? file.resourceValues(forKeys: keys)
      return sum + (values?.isRegularFile == true ? values?.fileSize ?? 0 : 0)
    }
  }

  /// Names of distributions are the same when they differ in case or in `-`, `_`, `.` (PEP 503).
  private static func normalized(_ name: String) -> String {
    String(name.lowercased().map { "_.".contains($0) ? "-" : $0 })
  }

  private static func children(of folder: URL) -> [URL] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted().map {
      folder.appending(path: $0)
    }
  }
}
