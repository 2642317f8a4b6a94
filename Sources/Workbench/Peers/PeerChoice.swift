import Foundation
import Peers

/// `--against onnxruntime,litert=FILE`: engines, each with the file it is to run where it was named.
struct PeerChoice {
  let peer: Peer
  let file: URL?

  /// - Throws: ``WorkbenchError/unknownPeer(_:known:)``, also for a name that stands twice.
  static func list(_ text: String) throws(WorkbenchError) -> [PeerChoice] {
    var choices: [PeerChoice] = []
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1).map { String($0) }
      guard let name = words.first, let peer = Peer.named(name), !choices.contains(where: { $0.peer == peer }) else {
        throw .unknownPeer(String(part), known: Peer.all.map(\.name))
      }
      choices.append(PeerChoice(peer: peer, file: words.count > 1 ? URL(filePath: words[1]) : nil))
    }
    guard !choices.isEmpty else { throw .unknownPeer(text, known: Peer.all.map(\.name)) }
    return choices
  }

  /// The named file, or one beside the model with the model's name and an ending that the peer reads: the model itself
  /// for engines that read ONNX; or `MODEL.twin` with that ending, see ``hasOtherWeights(_:)``.
  /// - Returns: nil when there is none.
  func file(for model: URL) -> URL? {
    let stem = model.deletingPathExtension().path
    let beside = [stem, stem + Self.twin].flatMap { name in peer.fileEndings.map { URL(filePath: name + $0) } }
    return ([file].compactMap(\.self) + (file == nil ? beside : [])).first {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  /// Whether a file says of itself that it has the topology of a model and weights of its own: `ds_cnn_int8.twin.tflite`.
  /// Formats that no converter connects can still be timed on the same work.
  static func hasOtherWeights(_ file: URL) -> Bool { file.deletingPathExtension().path.hasSuffix(twin) }

  private static let twin = ".twin"
}
