import ArgumentParser
import Workbench

/// The other end of grading's examiner program: a request on standard input, findings on standard output.
struct ExamineArtefactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "examine", abstract: Words.of(ja: "レシピのモデルを調べる", en: "Examine the model of a recipe."),
    shouldDisplay: false)

  @Option(help: Words.help(ja: "作ったモデルを置くフォルダ", en: "The folder that keeps built models.")) var cache: String

  func run() throws { try ExamineArtefact(cache: cache).run() }
}
