import ArgumentParser
import Foundation
import Headlines
import Measurement
import Processes

struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Measure the headlines and write Documentation/Results.md; goes on where it was interrupted.")

  @OptionGroup var checkout: CheckoutOptions
  @Argument(help: "Headlines to measure; all when none is named.") var headlines: [String] = []
  @Option(help: "The first seed.") var from = 1
  @Option(help: "How many seeds.") var seeds = 5
  @Option(help: "Threads for training.") var threads = 2
  @Option(help: "The product to run.") var keiryo = ".build/release/keiryo"
  @Option(help: "Where models are kept between runs.") var work = ".build/headlines"
  @Flag(help: "Measure again what is recorded.") var again = false
  @Flag(help: "Only write the page from the records.") var page = false

  func run() throws {
    let root = URL(filePath: checkout.absolute)
    let records = HeadlineRecords(root.appending(path: "Benchmarks/results/headlines"))
    if !page { try measure(records) }
    let target = root.appending(path: "Documentation/Results.md")
    try Data(ResultsPage(records, of: HeadlineCatalog.all).markdown.utf8).write(to: target, options: .atomic)
    print("wrote Documentation/Results.md")
  }

  private func measure(_ records: HeadlineRecords) throws {
    let chosen = HeadlineCatalog.all.filter { headlines.isEmpty || headlines.contains($0.key) }
    guard !chosen.isEmpty, headlines.isEmpty || chosen.count == headlines.count else {
      throw ValidationError("Headlines: \(HeadlineCatalog.all.map { $0.key }.joined(separator: ", ")).")
    }
    guard (1...100).contains(seeds), (1...1_000_000).contains(from), (1...64).contains(threads) else {
      throw ValidationError("--seeds takes 1…100, --from 1…1000000, --threads 1…64.")
    }
    let folder = URL(filePath: AbsolutePath.of(work), directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let product = AbsolutePath.of(keiryo)
    let version = try Launch(product, ["--version"]).run().standardOutput.text
      .trimmingCharacters(in: .whitespacesAndNewlines)
    for seed in from..<from + seeds {
      for headline in chosen where try again || records.record(headline.key, seed: seed) == nil {
        let bench = HeadlineBench(keiryo: product, folder: folder, seed: seed, threads: threads)
        let clock = ContinuousClock()
        var figures: [HeadlineFigure] = []
        let time = try clock.measure { figures = try headline.measure(with: bench) }
        let seconds = Double(time.components.seconds)
        try records.write(
          HeadlineRecord(
            headline: headline.key, seed: seed, commands: bench.commands, figures: figures,
            machine: MachineReader().read(), toolVersion: version, seconds: seconds))
        print("\(headline.key), seed \(seed): \(figures.count) figures, \(Int(seconds)) s")
      }
    }
  }
}
