import ArgumentParser
import Charts
import Datasets
import DevTools
import Foundation
import Graphs
import Measurement
import Operators
import Quantization
import Reports
import Tensors
import Training

struct CostsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "costs",
    abstract: "How long static int8 and an epoch of training take with more data and larger models.")

  @Argument(help: "Folder for README.md, costs.json and the charts.") var folder: String
  @Option(help: "Rounds through all points; medians count.") var rounds = 3

  private enum Work: String, CaseIterable, Encodable {
    case quantization, training

    var title: LocalizedText {
      switch self {
      case .quantization: LocalizedText(ja: "静的 int8 量子化（min–max）", en: "static int8 (min–max)")
      case .training: LocalizedText(ja: "学習 1 エポック", en: "an epoch of training")
      }
    }
  }

  private enum Axis: String, CaseIterable, Encodable {
    case samples, arithmetic

    var title: LocalizedText {
      switch self {
      case .samples: LocalizedText(ja: "サンプル数", en: "samples")
      case .arithmetic: LocalizedText(ja: "積和演算（MAC）", en: "multiply-accumulates")
      }
    }
  }

  /// One point of one curve.
  private struct Point: Encodable {
    let work: Work
    let axis: Axis
    let model: String
    let samples: Int
    let multiplyAccumulates: Int
    var nanoseconds: [Double] = []

    var median: Double { nanoseconds.sorted()[nanoseconds.count / 2] }
    var across: Double { Double(axis == .samples ? samples : multiplyAccumulates) }
  }

  private struct Record: Encodable {
    let machine: MachineRecord
    let points: [Point]
  }

  func run() throws {
    guard (1...100).contains(rounds) else { throw ValidationError("--rounds takes 1…100.") }
    let machine = MachineReader().read()
    let models = GrowthModels.models(.latency)
    var points: [(point: Point, model: Model)] = []
    for work in Work.allCases {
      for count in [128, 256, 512, 1_024, 2_048] { points.append(try Self.point(work, .samples, models[3], count)) }
      for model in models { points.append(try Self.point(work, .arithmetic, model, 128)) }
    }
    for round in 1...rounds {
      for index in points.indices {
        let (point, model) = points[index]
        let time = try Self.seconds(of: point, model)
        points[index].point.nanoseconds.append(time * 1e9)
        print("\(round): \(point.work.rawValue) \(point.model) \(point.samples): \(Figure.fixed(time, 3)) s")
      }
    }
    try write(Record(machine: machine, points: points.map(\.point)))
  }

  private static func point(_ work: Work, _ axis: Axis, _ model: Model, _ samples: Int) throws -> (Point, Model) {
    let macs = try model.graph(seed: 1).multiplyAccumulates
    return (Point(work: work, axis: axis, model: model.name, samples: samples, multiplyAccumulates: macs), model)
  }

  /// What one thread takes.
  private static func seconds(of point: Point, _ model: Model) throws -> Double {
    let graph = try model.graph(seed: 1)
    let shape = graph.type(of: graph.inputs[0]).shape
    let time: Duration
    switch point.work {
    case .quantization:
      let samples = (0..<point.samples).map { [Tensor.random(shape, seed: UInt64($0 + 1))] }
      time = try ContinuousClock().measure {
        _ = try StaticQuantization(calibration: .minMax).quantized(graph, samples: samples)
      }
    case .training:
      let data = try noise(point.samples, shape)
      var options = TrainingOptions()
      options.epochs = 1
      options.batchSize = 32
      let trainer = try Trainer(graph, options: options)
      time = try ContinuousClock().measure { _ = try trainer.train(on: data, objective: CrossEntropy()) }
    }
    return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
  }

  /// Images of noise with classes in turn: what is learned does not matter for the time.
  private static func noise(_ count: Int, _ shape: Shape) throws -> Dataset {
    var source = RandomSource(seed: 1)
    let bytes = (0..<count * shape.count).map { _ in UInt8(truncatingIfNeeded: source.next()) }
    return try Dataset(
      name: "noise", split: .train,
      images: Tensor(bytes, shape: Shape([count] + shape.dimensions.dropFirst())),
      labels: (0..<count).map { Int32($0 % 10) },
      classNames: (0..<10).map { ClassName(ja: "\($0)", en: "\($0)") },
      normalization: Normalization(
        mean: [Float](repeating: 0.5, count: shape.channels),
        deviation: [Float](repeating: 0.25, count: shape.channels)))
  }

  private func write(_ record: Record) throws {
    let target = URL(filePath: AbsolutePath.of(folder), directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    try encoder.encode(record).write(to: target.appending(path: "costs.json"), options: .atomic)
    var lines = [
      "# What quantization and training cost", "",
      "Generated models (`GrowthModels`), one thread, medians of \(rounds) rounds, \(record.machine.cpu), "
        + "load \(record.machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"). Every sample: `costs.json`.",
    ]
    for work in Work.allCases {
      for axis in Axis.allCases {
        let points = record.points.filter { $0.work == work && $0.axis == axis }
        let chart = GrowthChart(
          title: work.title,
          description: LocalizedText(
            ja: "\(axis.title.ja)に対する時間。", en: "Time against \(axis.title.en)."),
          across: axis.title, acrossQuantity: .plain, upQuantity: .nanoseconds,
          points: points.map { ($0.across, $0.median) })
        let name = "\(work.rawValue)-\(axis.rawValue).svg"
        try Data(chart.svg(in: .en).utf8).write(to: target.appending(path: name), options: .atomic)
        lines += [
          "", "## \(work.title.en), by \(axis.title.en)", "", "| model | samples | multiply-accumulates | seconds |",
          "|---|--:|--:|--:|",
        ]
        lines += points.map {
          "| \($0.model) | \($0.samples) | \(Figure.count($0.multiplyAccumulates)) | \(Figure.fixed($0.median / 1e9, 3)) |"
        }
        let slope = chart.law.map { Figure.fixed($0.exponent, 2) } ?? "—"
        lines += ["", "Slope on logarithmic axes: \(slope) (1: proportional).", "", "![](\(name))"]
      }
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8)
      .write(to: target.appending(path: "README.md"), options: .atomic)
    print("wrote README.md, costs.json and the charts")
  }
}
