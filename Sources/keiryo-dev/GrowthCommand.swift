import ArgumentParser
import DevTools
import Foundation
import Reports

struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "How latency and memory grow with the model: generated models, and their report.",
    subcommands: [Models.self, Report.self])

  struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the models and print their names.")
    @Argument(help: "Folder for the models.") var folder: String

    func run() throws {
      let names = try GrowthModels.write(to: URL(filePath: folder, directoryHint: .isDirectory))
      print(names.joined(separator: "\n"))
    }
  }

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "From the profiles of the models (keiryo profile --json): table, slopes and charts.")
    @Argument(help: "Folder with the profiles, one .json each.") var profiles: String
    @Argument(help: "Folder for README.md, growth.json and the charts.") var results: String
    @Option(help: "ja or en.") var lang = "en"

    func run() throws {
      let report = try GrowthReport(profilesIn: URL(filePath: profiles, directoryHint: .isDirectory))
      try report.write(to: URL(filePath: results, directoryHint: .isDirectory), Language(rawValue: lang) ?? .en)
    }
  }
}
