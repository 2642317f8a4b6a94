import ArgumentParser
import Charts
import Foundation
import Measurement
import Operators
import Peers
import Reports

struct TrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Train LeNet-5 and ResNet-8 in turns with PyTorch and write how many times as fast an epoch is.")

  @Argument(help: "Folder for README.md and training.json.") var folder: String
  @Option(help: "A Python with PyTorch and NumPy.") var python: String
  @Option(help: "Numbers of threads, separated by commas.") var threads = "1,2"
  @Option(help: "lenet5, resnet8 or both, separated by a comma.") var models = "lenet5,resnet8"

  private struct Row: Encodable {
    let model: String
    let threads: Int
    let result: TrainingRace.Result
  }

  private struct Record: Encodable {
    let machine: MachineRecord
    let batch: Int
    let rows: [Row]
  }

  func run() throws {
    let counts = threads.split(separator: ",").compactMap { Int($0) }
    guard !counts.isEmpty, counts.allSatisfy({ (1...64).contains($0) }) else {
      throw ValidationError("--threads takes numbers from 1 to 64, such as 1,2.")
    }
    let names = models.split(separator: ",").map { String($0) }
    let races = TrainingRace.all.filter { names.contains($0.model.name) }
    guard !races.isEmpty, races.count == names.count else {
      throw ValidationError("--models takes \(TrainingRace.all.map(\.model.name).joined(separator: ",")).")
    }
    // Not behind its links: a Python of a virtual environment is known by its own path.
    let interpreter = URL(filePath: python).path
    let machine = MachineReader().read()
    var rows: [Row] = []
    for race in races {
      for count in counts {
        for result in try race.run(python: interpreter, threads: count) {
          rows.append(Row(model: race.model.name, threads: count, result: result))
          let ratio = Figure.fixed(result.comparison.ratio.estimate, 2)
          print(
            "\(race.model.name), \(count) threads, \(result.layout.rawValue): PyTorch "
              + "\(Figure.fixed(result.theirEpoch, 3)) s, Keiryo \(Figure.fixed(result.ourEpoch, 3)) s, \(ratio)")
        }
      }
    }
    let target = URL(filePath: AbsolutePath.of(folder), directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(Record(machine: machine, batch: TrainingRace.batch, rows: rows))
      .write(to: target.appending(path: "training.json"), options: .atomic)
    try Data(page(rows, machine).utf8).write(to: target.appending(path: "README.md"), options: .atomic)
    print("wrote README.md and training.json")
  }

  private func page(_ rows: [Row], _ machine: MachineRecord) -> String {
    var lines = [
      "# Epochs of training beside PyTorch", "",
      "Batches of \(TrainingRace.batch), stochastic gradient descent with momentum, cross entropy, shuffled, data in memory: "
        + "LeNet-5 on 10,000 images of 28 × 28, ResNet-8 with batch normalization on 5,000 colour images of 32 × 32. "
        + "PyTorch \(rows.first?.result.version ?? "") with its images in either layout. \(machine.cpu), \(machine.os).",
      "",
      "| model | threads | PyTorch's layout | PyTorch, s per epoch | Keiryo, s per epoch | times as fast (95 % interval) |",
      "|---|--:|---|--:|--:|--:|",
    ]
    for row in rows {
      let ratio = row.result.comparison.ratio
      let interval = "\(Figure.fixed(ratio.low, 2))–\(Figure.fixed(ratio.high, 2))"
      lines.append(
        "| \(row.model) | \(row.threads) | \(row.result.layout.rawValue) | \(Figure.fixed(row.result.theirEpoch, 3)) "
          + "| \(Figure.fixed(row.result.ourEpoch, 3)) | \(Figure.fixed(ratio.estimate, 2)) (\(interval)) |")
    }
    lines += ["", "Every sample with the machine record: `training.json`.", ""]
    return lines.joined(separator: "\n")
  }
}
