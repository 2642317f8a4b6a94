import Foundation
import Graphs

/// The runs that a file or folder of arrays asks for, found by names alone.
///
/// - `input_0.npy`, `input_1.npy`, … or `.pb`: one run with the inputs in the order of the model; results are
///   `output_0`, `output_1`, ….
/// - One input: every array is one run, and the result has the same name.
/// - Several inputs: one array named after each, for one run.
///
/// Results are files of the same kind as the arrays.
struct InputFolder {
  struct Run {
    /// One for each input of the model.
    let arrays: [URL]
    let kind: ArrayFile
    /// `nil` when results are numbered.
    let name: String?

    /// Names of the files of the results.
    func outputs(_ names: [String]) -> [String] {
      names.enumerated().map { position, output in
        guard let name else { return "output_\(position).\(kind.rawValue)" }
        return name + (names.count > 1 ? ".\(InputFolder.fileName(output))" : "") + ".\(kind.rawValue)"
      }
    }
  }

  let runs: [Run]

  /// - Throws: ``WorkbenchError`` when an array is missing.
  init(_ folder: URL, inputs: [ForeignValue]) throws(WorkbenchError) {
    guard FileAccess.isFolder(folder) else {
      try FileAccess.size(of: folder)
      let name = folder.deletingPathExtension().lastPathComponent
      runs = [Run(arrays: [folder], kind: ArrayFile(folder) ?? .npy, name: name)]
      return
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let files = names.map { folder.appending(path: $0) }.filter { ArrayFile($0) != nil }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let found = Dictionary(
      files.map { ($0.deletingPathExtension().lastPathComponent, $0) }, uniquingKeysWith: { first, _ in first })
    let kind = files.contains { ArrayFile($0) == .pb } ? ArrayFile.pb : .npy
    let isNumbered = found["input_0"] != nil && (inputs.count > 1 || found["input_1"] == nil)
    if isNumbered || inputs.count != 1 {
      let wanted = inputs.enumerated().map { isNumbered ? "input_\($0)" : Self.fileName($1.name) }
      var arrays: [URL] = []
      for name in wanted {
        guard let url = found[name] else {
          throw .unreadable(path: folder.appending(path: "\(name).\(kind.rawValue)").relativePath, code: ENOENT)
        }
        arrays.append(url)
      }
      runs = [Run(arrays: arrays, kind: kind, name: isNumbered || inputs.isEmpty ? nil : folder.lastPathComponent)]
    } else {
      guard !files.isEmpty else { throw .noArrays(path: folder.relativePath) }
      runs = files.map {
        Run(arrays: [$0], kind: ArrayFile($0) ?? .npy, name: $0.deletingPathExtension().lastPathComponent)
      }
    }
  }

  /// Names from a file never become paths.
  private static func fileName(_ name: String) -> String {
    let safe = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }.prefix(80))
    return safe.isEmpty || safe.allSatisfy { $0 == "." } ? "value" : safe
  }
}
