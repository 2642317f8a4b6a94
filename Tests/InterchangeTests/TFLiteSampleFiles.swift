import Formats
import Foundation
import Interchange
import Testing

/// Files for another engine to run: every ``TFLiteCase`` with its inputs and what the definition gives, in the folder that
/// `KEIRYO_TFLITE_SAMPLES` names. `Tests/Full/tflite.sh` reads them.
@Suite("TFLite samples")
struct TFLiteSampleFiles {
  private static let folder = ProcessInfo.processInfo.environment["KEIRYO_TFLITE_SAMPLES"]

  @Test("written where somebody asks for them", .enabled(if: folder != nil))
  func write() throws {
    let folder = URL(filePath: try #require(Self.folder))
    for item in TFLiteCase.all {
      let url = folder.appending(path: item.name + ".tflite")
      do { try ModelFile.save(item.graph, to: url, origin: .tflite) } catch { continue }
      for (kind, tensors) in [("input", item.arguments), ("output", item.expected)] {
        for (index, tensor) in tensors.enumerated() {
          try NPYFile.write(tensor, to: folder.appending(path: "\(item.name).\(kind)_\(index).npy"))
        }
      }
    }
  }
}
