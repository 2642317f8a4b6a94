package import Compression
import Foundation
import Manifests

/// Recipes that need no file: a name in place of a path.
package enum ReadyRecipe: String, Sendable, CaseIterable {
  case int8, small

  /// As a learner would write it.
  private var text: String {
    switch self {
    case .int8:
      """
      name: int8
      stages:
        - quantize: {calibration: percentile, samples: 200}
      """
    case .small:
      """
      name: small
      stages:
        - prune-channels: {ratio: 0.5}
        - train: {epochs: 6, learningRate: 0.004, distill: {temperature: 4, weight: 0.7}}
        - quantize: {}
      """
    }
  }

  /// The recipe of a file, or the ready one of that name when there is no such file.
  /// - Throws: ``ManifestError`` with the line that does not fit, ``WorkbenchError/unknownRecipe(name:known:)``.
  package static func named(_ name: String) throws -> Recipe {
    if !FileManager.default.fileExists(atPath: name) {
      if let ready = ReadyRecipe(rawValue: name) {
        return try Manifest.decode(Recipe.self, from: ready.text, file: name)
      }
      if !name.contains(".") && !name.contains("/") {
        throw WorkbenchError.unknownRecipe(name: name, known: allCases.map(\.rawValue))
      }
    }
    return try Manifest.decode(Recipe.self, at: name)
  }
}
