import ArgumentParser
import Charts
import EdgeRuntime
import Foundation
import Graphs
import Interchange
import Measurement
import Pruning
import Reports
import Tensors

struct ChannelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels",
    abstract: "Time models with and without a share of their channels, in turns: is the arithmetic saved time saved?")

  @Argument(help: "Folder for channels.md and channels.json.") var folder: String
  @Argument(help: "Models.") var models: [String]
  @Option(help: "Shares of the channels to remove, separated by commas.") var shares = "0.25,0.5,0.75"
  @Option(help: "Kept channels are a multiple of this.") var multiple = 16
  @Option(help: "Seconds for each pair.") var seconds = 4.0

  /// One model, once whole and once without a share of its channels.
  private struct Row: Encodable {
    let model: String
    let share: Double
    let multiplyAccumulates: Int
    let keptMultiplyAccumulates: Int
    let comparison: Comparison

    /// What the arithmetic alone promises.
    var promised: Double { Double(multiplyAccumulates) / Double(max(keptMultiplyAccumulates, 1)) }
    /// How much of the promise is kept.
    var kept: Double { comparison.ratio.estimate / promised }
  }

  private struct Record: Encodable {
    let machine: MachineRecord
    let multiple: Int
    let rows: [Row]
  }

  func run() throws {
    let wanted = shares.split(separator: ",").compactMap { Double($0) }
    guard !wanted.isEmpty, wanted.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw ValidationError("--shares takes numbers between 0 and 1, such as 0.25,0.5.")
    }
    guard (1...1_024).contains(multiple), seconds > 0, seconds <= 600 else {
      throw ValidationError("--multiple takes 1 to 1024, --seconds up to 600.")
    }
    let machine = MachineReader().read()
    var rows: [Row] = []
    for path in models {
      let url = URL(filePath: AbsolutePath.of(path))
      let graph = try ModelFile.load(url)
      for share in wanted { rows.append(try time(graph, url.deletingPathExtension().lastPathComponent, share)) }
    }
    let target = URL(filePath: AbsolutePath.of(folder), directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(Record(machine: machine, multiple: multiple, rows: rows))
      .write(to: target.appending(path: "channels.json"), options: .atomic)
    try Data(page(rows, machine).utf8).write(to: target.appending(path: "channels.md"), options: .atomic)
    print("wrote channels.md and channels.json")
  }

  private func time(_ graph: Graph, _ name: String, _ share: Double) throws -> Row {
    let pruned = try ChannelPruning(ratio: share, multiple: multiple).pruned(graph).graph
    var options = TimingOptions()
    options.budgetNanoseconds = Int64(seconds * 1e9)
    let inputs = (0..<4).map { seed in
      graph.inputs.enumerated().map { position, id in
        Tensor.random(graph.type(of: id).shape, seed: UInt64(seed * 16 + position))
      }
    }
    let timed = try ModelTimer(inputs: inputs, options: options).compare(baseline: graph, candidate: pruned)
    let row = Row(
      model: name, share: share, multiplyAccumulates: graph.multiplyAccumulates,
      keptMultiplyAccumulates: pruned.multiplyAccumulates, comparison: timed.comparison)
    let speedup = Figure.fixed(row.comparison.ratio.estimate, 2)
    print("\(name) \(share): \(speedup) of \(Figure.fixed(row.promised, 2)), \(Figure.percent(row.kept))")
    return row
  }

  private func page(_ rows: [Row], _ machine: MachineRecord) -> String {
    var lines = [
      "# Speed-up of models without a share of their channels", "",
      "1 thread, kept channels a multiple of \(multiple), \(machine.cpu), \(machine.os).", "",
      "| model | channels removed | MACs | times fewer MACs | times as fast (95 % interval) | of the promise |",
      "|---|--:|--:|--:|--:|--:|",
    ]
    for row in rows {
      let ratio = row.comparison.ratio
      let interval = "\(Figure.fixed(ratio.low, 2))–\(Figure.fixed(ratio.high, 2))"
      lines.append(
        "| \(row.model) | \(Figure.percent(row.share)) | \(Figure.count(row.keptMultiplyAccumulates)) "
          + "| \(Figure.fixed(row.promised, 2)) | \(Figure.fixed(ratio.estimate, 2)) (\(interval)) "
          + "| \(Figure.percent(row.kept)) |")
    }
    return (lines + [""]).joined(separator: "\n")
  }
}
