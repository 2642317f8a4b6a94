import Formats
import Foundation
import Tensors

/// The kinds of file that hold one tensor, by extension.
enum ArrayFile: String, CaseIterable {
  case npy, pb

  init?(_ url: URL) { self.init(rawValue: url.pathExtension.lowercased()) }

  /// - Throws: ``FileFailure`` or ``WorkbenchError``, naming the file.
  static func read(_ url: URL) throws -> Tensor {
    guard let kind = ArrayFile(url) else {
      throw WorkbenchError.unknownFormat(path: url.relativePath, known: allCases.map { "." + $0.rawValue })
    }
    try FileAccess.size(of: url)
    do {
      switch kind {
      case .npy: return try NPYFile.read(url)
      case .pb: return try ONNXTensorFile.read(url)
      }
    } catch { throw FileFailure(file: url.relativePath, fullPath: url.path, cause: error) }
  }

  /// - Parameter name: what a file calls the tensor that can hold a name.
  func write(_ tensor: Tensor, name: String, to url: URL) throws {
    switch self {
    case .npy: try NPYFile.write(tensor, to: url)
    case .pb: try ONNXTensorFile.write(tensor, name: name, to: url)
    }
  }
}
