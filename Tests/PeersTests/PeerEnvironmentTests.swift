import Foundation
import Peers
import Testing

/// Installations with a Python made of shell: no network, no real engine.
@Suite struct PeerEnvironmentTests {
  /// A folder with a `python3` that says it is `version` and whose pip refuses what `refused` matches.
  private final class Stage {
    let folder: URL
    var environment: PeerEnvironment { PeerEnvironment(folder: folder.appending(path: "home/.cache/peers")) }
    var variables: [String: String] { ["PATH": folder.appending(path: "bin").path, "STAGE": folder.path] }

    init(version: String = "3 12", refused: String = "none", venv: String = "ok") throws {
      folder = FileManager.default.temporaryDirectory.appending(
        path: "keiryo-peers-" + String(UInt64.random(in: .min ... .max), radix: 36))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "bin"), withIntermediateDirectories: true)
      try setPython(version: version, refused: refused, venv: venv)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func setPython(version: String = "3 12", refused: String = "none", venv: String = "ok") throws {
      let script = """
        #!/bin/sh
        PATH=/usr/bin:/bin
        shift
        if [ "$1" = -c ]; then echo \(version); exit 0; fi
        if [ "$2" = venv ]; then
          [ \(venv) = ok ] || { mkdir -p "$3"; echo "Error: no space" >&2; exit 1; }
          mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"; cp "$0" "$3/bin/python"; exit 0
        fi
        for requirement in "$@"; do
          case $requirement in
          *\(refused)*) echo "ERROR: No matching distribution for $requirement" >&2; exit 1 ;;
          *==*) mkdir -p "$(dirname "$0")/../lib/python3.12/site-packages/$(echo "$requirement" | sed 's/==/-/' \
        | tr A-Z- a-z_ | sed 's/_\\([0-9]\\)/-\\1/').dist-info" ;;
          esac
        done
        """
      let file = folder.appending(path: "bin/python3")
      try Data(script.utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }

    @discardableResult
    func install(_ peers: [Peer] = Peer.all) throws -> [Peer] {
      try environment.install(peers, environment: variables, isCancelled: { false }, report: { _ in })
    }

    /// Names in the folder that holds the environment.
    var leftovers: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: environment.folder.deletingLastPathComponent().path)) ?? [])
        .sorted()
    }
  }

  @Test func `engines are installed in their pinned versions and removed without a trace`() throws {
    let stage = try Stage()
    #expect(stage.environment.installed.isEmpty)
    #expect(try stage.install().isEmpty)
    #expect(stage.environment.installed == Peer.all)
    for peer in Peer.all { #expect(stage.environment.version(of: peer) == peer.pinnedVersion, "\(peer.name)") }
    #expect(stage.leftovers == ["peers"])
    try stage.environment.remove()
    #expect(stage.leftovers.isEmpty)
  }

  @Test func `one engine that cannot be had does not keep the others away`() throws {
    let stage = try Stage(refused: "litert")
    #expect(try stage.install().map(\.name) == ["litert"])
    #expect(stage.environment.installed.map(\.name) == ["onnxruntime", "openvino", "ncnn"])
  }

  @Test func `asking for one more keeps what is there`() throws {
    let stage = try Stage()
    try stage.install([try #require(Peer.named("openvino"))])
    #expect(stage.environment.installed.map(\.name) == ["openvino"])
    try stage.install([try #require(Peer.named("onnxruntime"))])
    #expect(stage.environment.installed.map(\.name) == ["onnxruntime", "openvino"])
  }

  @Test func `a failure leaves the old environment and nothing half made`() throws {
    let stage = try Stage()
    try stage.install([try #require(Peer.named("ncnn"))])
    try stage.setPython(refused: "==")
    #expect(throws: PeerInstallationError.self) { try stage.install() }
    #expect(stage.environment.installed.map(\.name) == ["ncnn"])
    #expect(stage.leftovers == ["peers"])
    try stage.setPython(venv: "broken")
    #expect(throws: PeerInstallationError.noVirtualEnvironment(lastWords: "Error: no space")) { try stage.install() }
    #expect(stage.leftovers == ["peers"])
  }

  @Test func `without a Python that fits nothing is begun`() throws {
    let old = try Stage(version: "3 9")
    #expect(throws: PeerInstallationError.noPython(found: "3.9")) { try old.install() }
    #expect(old.leftovers.isEmpty)
    let broken = try Stage(version: "")
    #expect(throws: PeerInstallationError.noPython(found: nil)) { try broken.install() }
  }

  @Test func `stopping in between leaves nothing`() throws {
    let stage = try Stage()
    for quiet in 0..<3 {
      var questions = 0
      #expect(throws: PeerInstallationError.cancelled) {
        try stage.environment.install(
          Peer.all, environment: stage.variables,
          isCancelled: {
            questions += 1
            return questions > quiet
          }, report: { _ in })
      }
      #expect(stage.leftovers.isEmpty, "after \(quiet) questions")
    }
  }
}
