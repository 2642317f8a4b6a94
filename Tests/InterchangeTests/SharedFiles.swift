import Foundation

/// The folder of files made by others, which tests use when it is there: `KEIRYO_DATA`, by default `shared` beside the
/// checkout.
enum SharedFiles {
  static func folder(_ path: String) -> URL? {
    let root =
      ProcessInfo.processInfo.environment["KEIRYO_DATA"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardized
    let folder = root.appending(path: path)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("skipped: \(folder.path) is not there; set KEIRYO_DATA to the folder that holds \(path)")
      return nil
    }
    return folder
  }
}
