import ArgumentParser
import Charts
import Foundation
import Kernels
import Measurement
import Reports

struct SparsityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sparsity",
    abstract: "Time matrix products with and without their zeros, in turns; write a table, a chart and the samples.")

  @Argument(help: "Folder for sparsity.md, sparsity.svg and sparsity.json.") var folder: String
  @Option(help: "Rows × depth × columns of the product.") var shape = "256x512x512"
  @Option(help: "Seconds for each point.") var seconds = 2.0

  /// One point of a curve.
  private struct Row: Encodable {
    let structure: ZeroStructure
    let element: String
    let zeros: Double
    let kernel: String
    let comparison: Comparison
  }

  private struct Record: Encodable {
    let machine: MachineRecord
    let rows, depth, columns: Int
    let points: [Row]
  }

  func run() throws {
    let extents = shape.split(separator: "x").compactMap { Int($0) }
    guard extents.count == 3, extents.allSatisfy({ (1...1 << 14).contains($0) }) else {
      throw ValidationError("--shape takes three numbers, such as 256x512x512.")
    }
    guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds takes a number up to 600.") }
    let machine = MachineReader().read()
    var points: [Row] = []
    for integers in [false, true] {
      for structure in ZeroStructure.allCases {
        let shares = structure == .blocks ? [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] : [0, 0.25, 0.5, 0.75]
        for zeros in shares { points.append(try time(structure, zeros, integers, extents)) }
      }
    }
    let url = URL(filePath: AbsolutePath.of(folder))
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let record = Record(
      machine: machine, rows: extents[0], depth: extents[1], columns: extents[2], points: points)
    try encoder.encode(record).write(to: url.appending(path: "sparsity.json"), options: .atomic)
    let chart = SpeedupChart(
      title: LocalizedText(ja: "零の割合と速さ（密行列を 1 とする）", en: "Speed-up against share of zeros (dense = 1)"),
      description: LocalizedText(
        ja: "\(shape) の行列積、1 スレッド、交互に測った中央値", en: "Product of \(shape), one thread, medians taken in turns"),
      curves: curves(points))
    try Data(chart.svg(in: .en).utf8).write(to: url.appending(path: "sparsity.svg"), options: .atomic)
    try Data(page(points, chart, machine).utf8).write(to: url.appending(path: "sparsity.md"), options: .atomic)
    print("wrote sparsity.md, sparsity.svg and sparsity.json")
  }

  private func time(
    _ structure: ZeroStructure, _ zeros: Double, _ integers: Bool, _ extents: [Int]
  ) throws -> Row {
    guard
      let pair = SparseCase(
        structure, zeros: zeros, integers: integers, rows: extents[0], depth: extents[1], columns: extents[2])
    else { throw ValidationError("There is no kernel for \(shape).") }
    var options = TimingOptions()
    options.budgetNanoseconds = Int64(seconds * 1e9)
    let timed = try pair.speedup(options)
    let element = integers ? "int8" : "float32"
    let ratio = Figure.fixed(timed.comparison.ratio.estimate, 2)
    print("\(element) \(structure.rawValue) \(Figure.fixed(zeros, 2)): \(ratio)")
    return Row(
      structure: structure, element: element, zeros: zeros, kernel: pair.sparse.kernelName,
      comparison: timed.comparison)
  }

  private func curves(_ points: [Row]) -> [SpeedupChart.Curve] {
    ["float32", "int8"].flatMap { element in
      ZeroStructure.allCases.map { structure in
        SpeedupChart.Curve(
          label: LocalizedText(verbatim: "\(element) \(structure.rawValue)"),
          points: points.filter { $0.element == element && $0.structure == structure }
            .map { ($0.zeros, $0.comparison.ratio.estimate) })
      }
    }
  }

  private func page(_ points: [Row], _ chart: SpeedupChart, _ machine: MachineRecord) -> String {
    var lines = [
      "# Speed-up against share of zeros", "", "\(shape), 1 thread, \(machine.cpu), \(machine.os).",
      "", "| weights | zeros | kernel | speed-up (95 % interval) |", "|---|--:|---|--:|",
    ]
    for point in points {
      let ratio = point.comparison.ratio
      let interval = "\(Figure.fixed(ratio.low, 2))–\(Figure.fixed(ratio.high, 2))"
      lines.append(
        "| \(point.element) \(point.structure.rawValue) | \(Figure.fixed(point.zeros * 100, 0)) % | \(point.kernel) "
          + "| \(Figure.fixed(ratio.estimate, 2)) (\(interval)) |")
    }
    lines.append("")
    for curve in chart.curves {
      let share = curve.breakEven.map { "from \(Figure.fixed($0 * 100, 0)) % of zeros on" } ?? "never, run dense"
      lines.append("- \(curve.label.en): pays \(share)")
    }
    return (lines + ["", "![speed-up](sparsity.svg)", ""]).joined(separator: "\n")
  }
}
