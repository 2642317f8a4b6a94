import Compression
import Datasets
package import Foundation

/// `--data`: where images come from. Calibration data are always taken from the training side, never from test data.
package enum DataSource: Sendable, Hashable {
  /// The synthetic strokes, made from seeds.
  case glyphs16
  /// A folder with the four IDX files.
  case mnist(URL)

  /// `glyphs16` or `mnist:FOLDER`.
  package init(_ text: String) throws(WorkbenchError) {
    if text == "glyphs16" {
      self = .glyphs16
    } else if text.hasPrefix("mnist:"), text.count > 6 {
      self = .mnist(URL(filePath: String(text.dropFirst(6)), directoryHint: .isDirectory))
    } else {
      throw .dataSpecification(text)
    }
  }

  /// How a command that repeats a result names it: no path of this machine.
  package var publicName: String {
    switch self {
    case .glyphs16: "glyphs16"
    case .mnist: "mnist:FOLDER"
    }
  }

  /// - Parameter evaluation: images of the test split for `glyphs16`; MNIST always gives its 10,000.
  func load(training: Int = 8_000, evaluation: Int = 5_000) throws -> CompressionData {
    switch self {
    case .glyphs16:
      return CompressionData(
        training: try Glyphs16.dataset(split: .train, count: training),
        calibration: try Glyphs16.dataset(split: .calibration, count: 512),
        evaluation: try Glyphs16.dataset(split: .test, count: evaluation))
    case .mnist(let folder):
      guard FileAccess.isFolder(folder) else {
        throw WorkbenchError.unreadable(path: folder.relativePath, code: ENOENT)
      }
      let parts = try MNIST.trainingParts(folder: folder)
      return CompressionData(
        training: parts.train, calibration: parts.calibration,
        evaluation: try MNIST.dataset(folder: folder, split: .test))
    }
  }
}
