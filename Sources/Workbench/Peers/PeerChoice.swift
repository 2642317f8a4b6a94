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
  /// for engines that read ONNX.
  /// - Returns: nil when there is none.
  func file(for model: URL) -> URL? {
    let stem = model.deletingPathExtension()
    let beside = peer.fileEndings.map { URL(filePath: stem.path + $0) }
    return ([file].compactMap(\.self) + (file == nil ? beside : [])).first {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }
}
