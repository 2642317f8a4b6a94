import ArgumentParser
import Foundation
import Reports
import Workbench

/// What is known before and after parsing: the language of help and messages, and how the process ends.
enum Invocation {
  /// `--lang`, then `KEIRYO_LANG`, then the locale; English when none says Japanese.
  static let language: Language = {
    let arguments = CommandLine.arguments
    let named = arguments.firstIndex(of: "--lang").flatMap {
      arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil
    }
    let joined = arguments.last { $0.hasPrefix("--lang=") }.map { String($0.dropFirst(7)) }
    let environment = ProcessInfo.processInfo.environment
    let spoken = [named, joined, environment["KEIRYO_LANG"]].compactMap { $0.flatMap(Language.init(rawValue:)) }.first
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    return spoken ?? (locale?.hasPrefix("ja") == true ? .ja : .en)
  }()

  static var wantsJSON: Bool { CommandLine.arguments.contains("--json") }

  /// Ends the process with what `error` means.
  static func leave(_ error: any Error) -> Never {
    if let code = error as? ExitCode { exit(code.rawValue) }
    if Keiryo.exitCode(for: error).isSuccess {
      print(Keiryo.fullMessage(for: error))
      exit(ExitStatus.success.rawValue)
    }
    let (command, path) = named(CommandLine.arguments.dropFirst())
    let sentence = Sentence(
      usage: Keiryo.message(for: error), help: path + " --help",
      commands: command.configuration.subcommands.map { $0._commandName })
    say(sentence)
    exit(sentence.status.rawValue)
  }

  /// The innermost command that the words name, and the words.
  private static func named(_ words: ArraySlice<String>) -> (command: any ParsableCommand.Type, path: String) {
    var command: any ParsableCommand.Type = Keiryo.self
    var path = "keiryo"
    for word in words {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
      command = next
      path += " " + word
    }
    return (command, path)
  }

  /// One line on standard error; with `--json` an object on standard output instead.
  static func say(_ sentence: Sentence) {
    if wantsJSON {
      print(JSONText.of(Failure(error: sentence.text[language], status: sentence.status)))
    } else {
      FileHandle.standardError.write(Data(("keiryo: " + sentence.text[language] + "\n").utf8))
    }
  }

  private struct Failure: Encodable {
    let error: String
    let status: ExitStatus
  }
}

/// Text in the language of this run, for help that is fixed when the program starts.
enum Words {
  static func of(ja: String, en: String) -> String { Invocation.language == .ja ? ja : en }
  static func help(ja: String, en: String) -> ArgumentHelp { ArgumentHelp(stringLiteral: of(ja: ja, en: en)) }
}

enum JSONText {
  static func of(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
