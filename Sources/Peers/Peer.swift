private import Foundation
package import Processes

/// An engine of others that can be measured beside ours. It runs in a Python of its own, as a child process.
package struct Peer: Sendable, Hashable {
  /// As it is named on the command line: `onnxruntime`.
  package let name: String
  /// As its makers write it: `ONNX Runtime`.
  package let title: String
  /// What pip installs, the engine itself first; every version is fixed.
  package let requirements: [String]
  /// Ends of the file names it reads, the usual one first.
  package let fileEndings: [String]
  /// Python that answers the protocol for this engine.
  let adapter: String

  init(name: String, title: String, requirements: [String], fileEndings: [String], adapter: [UInt8]) {
    self.name = name
    self.title = title
    self.requirements = requirements
    self.fileEndings = fileEndings
    self.adapter = String(decoding: adapter, as: UTF8.self)
  }

  package static let all: [Peer] = [.onnxRuntime, .liteRT, .openVINO, .ncnn]

  package static func named(_ name: String) -> Peer? { all.first { $0.name == name } }

  /// The arrays of all engines travel as NumPy's.
  static let numpy = "numpy==2.4.6"

  /// Name of the Python distribution: `ai-edge-litert`.
  var distribution: String { Self.parts(of: requirements[0]).name }
  /// The version that ``requirements`` fixes.
  package var pinnedVersion: String { Self.parts(of: requirements[0]).version }

  private static func parts(of requirement: String) -> (name: String, version: String) {
    let parts = requirement.split(separator: "=", omittingEmptySubsequences: true).map { String($0) }
    return (parts.first ?? "", parts.last ?? "")
  }

  /// The child process that answers for this engine.
  /// - Parameters:
  ///   - python: absolute path.
  ///   - home: a folder for what the engine may want to keep; nothing of the person's environment reaches it.
  package func launch(python: String, home: String, threads: Int, memoryBytes: Int) -> Launch {
    let program = String(decoding: PackageResources.peer_protocol_py, as: UTF8.self) + "\n" + adapter
    return Launch(
      python, ["-I", "-c", program],
      environment: [
        "HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": String(threads),
        "OPENBLAS_NUM_THREADS": "1",
      ],
      limits: ResourceLimits(memoryBytes: memoryBytes))
  }
}
