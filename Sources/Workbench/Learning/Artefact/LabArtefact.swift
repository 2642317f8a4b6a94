import Foundation
import Hashing
import Reports

/// The model that a learner's recipe was built into: a folder that is there as a whole or not at all.
struct LabArtefact: Sendable {
  let folder: URL

  var model: URL { folder.appending(path: "model.onnx") }
  /// The recipe as the learner's function returned it.
  var recipe: URL { folder.appending(path: "recipe.yml") }
  /// What every stage measured when it was built.
  var report: URL { folder.appending(path: "report.json") }
  private var recordFile: URL { folder.appending(path: "record.json") }

  /// What ties the model to what it was built from.
  struct Record: Codable, Hashable {
    var lab: String
    var labVersion: Int
    /// Of the learner's file when it was built; other tasks may have changed since.
    var submissionSHA256: String
    var recipeSHA256: String
    var baseSHA256: String
    var modelSHA256: String
    /// Identities of the data: training, calibration, and the test data of ``report``.
    var dataSHA256: [String]
    /// Seed and threads of the training.
    var seed: UInt64
    var threads: Int
    var toolVersion: String
    var builtAt: Timestamp
    /// One line for each stage and each epoch.
    var log: [String]
  }

  /// Nil when nothing was built or the record cannot be read.
  var record: Record? {
    guard let data = try? FileAccess.read(recordFile, limit: 16 << 20) else { return nil }
    return try? JSONDecoder().decode(Record.self, from: data)
  }

  /// A digest that is not what it must be.
  struct Mismatch: Hashable {
    let file: String
    let expected: String
    let found: String
  }

  /// What keeps the model from being the one that this recipe and this base model gave, unchanged since; nil when
  /// nothing does.
  func mismatch(recipe text: String, base: SHA256Digest) -> Mismatch? {
    let record = record
    let recipeHash = SHA256Digest(of: text).hex
    let modelHash = (try? SHA256Digest(ofFileAt: model.path).hex) ?? "—"
    return [
      Mismatch(file: "recipe()", expected: recipeHash, found: record?.recipeSHA256 ?? "—"),
      Mismatch(file: "base", expected: base.hex, found: record?.baseSHA256 ?? "—"),
      Mismatch(file: model.lastPathComponent, expected: record?.modelSHA256 ?? "—", found: modelHash),
    ].first { $0.expected != $0.found || $0.found == "—" }
  }

  /// Fills a folder beside the place and exchanges it with what was there; an interruption leaves the old one.
  func replace(_ fill: (LabArtefact) throws -> Record) throws -> Record {
    let draft = LabArtefact(
      folder: folder.deletingLastPathComponent().appending(
        path: folder.lastPathComponent + ".new-" + String(UInt64.random(in: .min ... .max), radix: 36)))
    try FileAccess.makeFolder(draft.folder)
    Interruption.guarded(draft.folder)
    defer {
      Interruption.release(draft.folder)
      try? FileManager.default.removeItem(at: draft.folder)
    }
    let record = try fill(draft)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try FileAccess.write(try encoder.encode(record), to: draft.recordFile)
    let old = folder.appendingPathExtension("old")
    try? FileManager.default.removeItem(at: old)
    // A folder that holds files cannot be renamed over, so the old one steps aside first and comes back on failure.
    let stepped = rename(folder.path, old.path) == 0
    guard rename(draft.folder.path, folder.path) == 0 else {
      let code = errno
      if stepped { _ = rename(old.path, folder.path) }
      throw WorkbenchError.unwritable(path: folder.relativePath, code: code)
    }
    try? FileManager.default.removeItem(at: old)
    return record
  }
}
