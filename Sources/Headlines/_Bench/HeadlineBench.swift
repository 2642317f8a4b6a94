package import Foundation
import Processes

/// Runs the product's commands for one seed of one headline, and keeps what was typed.
package final class HeadlineBench {
  package let seed: Int
  private let keiryo: String
  private let folder: URL
  private let threads: Int
  /// As a learner would type them, inside the folder.
  package private(set) var commands: [String] = []

  /// - Parameters:
  ///   - keiryo: the product, an absolute path.
  ///   - folder: for models and recipes; what is trained there already is not trained again.
  package init(keiryo: String, folder: URL, seed: Int, threads: Int) {
    self.keiryo = keiryo
    self.folder = folder
    self.seed = seed
    self.threads = threads
  }

  /// What a command answers with `--json`.
  /// - Throws: ``HeadlineError``.
  func answer<Answer: Decodable>(_ type: Answer.Type, _ words: [String]) throws -> Answer {
    commands.append("keiryo " + words.joined(separator: " "))
    let bytes = try run(words + ["--json"])
    do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
      throw HeadlineError.unreadable(command: words.joined(separator: " "), problem: "\(error)")
    }
  }

  private func run(_ words: [String]) throws -> [UInt8] {
    var limits = ResourceLimits()
    limits.wallSeconds = 4 * 3600
    limits.cpuSeconds = 8 * 3600
    limits.outputBytes = 1 << 28
    limits.keptOutputBytes = 1 << 26
    let launch = Launch(
      keiryo, words,
      environment: [
        "KEIRYO_HOME": folder.appending(path: "home").path, "KEIRYO_LANG": "en", "PATH": "/usr/bin:/bin",
        "HOME": folder.path,
      ], directory: folder.path, limits: limits)
    let result = try launch.run()
    guard case .exited(0) = result.outcome else {
      // With --json an error is an answer, too.
      let text = result.standardError.text.isEmpty ? result.standardOutput.text : result.standardError.text
      let message = text.split(separator: "\n").joined(separator: " ")
      throw HeadlineError.failed(
        command: words.joined(separator: " "), status: "\(result.outcome)", message: message)
    }
    return result.standardOutput.bytes
  }

  /// Writes a small text file into the folder; the commands show it.
  func write(_ text: String, to name: String) throws {
    commands.append("echo '\(text)' > \(name)")
    try Data((text + "\n").utf8).write(to: folder.appending(path: name), options: .atomic)
  }

  /// Trains a model, unless this command with the recipe written before it has made it already. A training that was
  /// interrupted goes on, which gives the same bytes.
  func train(_ file: String, _ words: [String]) throws {
    let recipe = folder.appending(path: file + ".made")
    commands.append("keiryo " + words.joined(separator: " "))
    let typed = commands.suffix(2).joined(separator: "\n")
    let isMade = (try? String(contentsOf: recipe, encoding: .utf8)) == typed
    guard !isMade || !exists(file) else { return }
    _ = try run(words + (exists(file + ".checkpoint") ? ["--resume", "--json"] : ["--json"]))
    try Data(typed.utf8).write(to: recipe, options: .atomic)
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  var threadWords: [String] { ["--threads", "\(threads)"] }
}
