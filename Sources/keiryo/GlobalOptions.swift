import ArgumentParser
import Foundation
import Reports
import Workbench

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Flag(help: Words.help(ja: "結果を JSON で標準出力に書く", en: "Write the result as JSON to standard output."))
  var json = false

  @Option(help: Words.help(ja: "ja か en（既定はロケール）", en: "ja or en (default: from the locale)."))
  var lang: Lang?

  @Option(
    help: Words.help(
      ja: "学習者のフォルダ（既定は KEIRYO_HOME、なければ Portfolio/）",
      en: "The learner's folder (default: KEIRYO_HOME, else Portfolio/)."))
  var home: String?

  enum Lang: String, ExpressibleByArgument, CaseIterable { case ja, en }
}

/// A command with one answer.
protocol AnsweringCommand: ParsableCommand {
  var options: GlobalOptions { get }
  func answer(in workspace: Workspace) throws -> any Answer
}

extension AnsweringCommand {
  func run() throws {
    let face = Face(options)
    try face.run { try face.show(try answer(in: face.workspace)) }
  }
}

/// The terminal and the surroundings of one run.
struct Face {
  let terminal: TerminalFace
  let workspace: Workspace
  private let isJSON: Bool

  init(_ options: GlobalOptions) {
    let environment = ProcessInfo.processInfo.environment
    let terminal = TerminalFace(language: Invocation.language, environment: environment, isQuiet: options.json)
    let checkout = Checkout.find()
    self.terminal = terminal
    isJSON = options.json
    workspace = Workspace(
      language: Invocation.language,
      home: Home.standard(option: options.home, environment: environment, checkout: checkout), checkout: checkout,
      report: terminal.show)
  }

  /// Turns any error into its sentence and exit status.
  func run(_ body: () throws -> Void) throws {
    do { try body() } catch let code as ExitCode { throw code } catch {
      let sentence = Sentence(for: error)
      Invocation.say(sentence)
      throw ExitCode(Interruption.exitCode ?? sentence.status.rawValue)
    }
  }

  /// Prints an answer and ends with its status.
  func show(_ answer: any Answer) throws {
    print(isJSON ? JSONText.of(answer) : answer.text(in: workspace.language, width: terminal.textWidth))
    guard answer.status == .success else { throw ExitCode(answer.status.rawValue) }
  }

  /// Long text: through `less` on a terminal, which leaves at once when it fits on the screen.
  /// - Parameter staysOpen: waits for a key in any case, because another screen follows.
  func page(_ text: String, staysOpen: Bool = false) {
    fflush(nil)
    let pager = "LESSCHARSET=utf-8 less -R" + (staysOpen ? "" : "FX")
    guard terminal.isInteractive, let pager = popen(pager + " 2>/dev/null || cat", "w") else { return print(text) }
    fputs(text + "\n", pager)
    pclose(pager)
  }

  var isPaged: Bool { !isJSON }
}
