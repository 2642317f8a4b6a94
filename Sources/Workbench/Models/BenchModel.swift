import Foundation
import Graphs
import Measurement
import Reports

/// Measures one model against another in turns; against itself that gives the noise floor.
package struct BenchModel {
  private let model: String
  private let other: String?
  private let reading: ReadingChoices
  private let threads: Int
  private let pairs: Int

  package init(
    _ model: String, other: String?, reading: ReadingChoices = ReadingChoices(), threads: Int, pairs: Int
  ) throws(WorkbenchError) {
    try Self.check(threads: threads, pairs: pairs)
    self.model = model
    self.other = other
    self.reading = reading
    self.threads = threads
    self.pairs = pairs
  }

  static func check(threads: Int, pairs: Int) throws(WorkbenchError) {
    guard (1...64).contains(threads) else {
      throw .outOfRange(option: "--threads", allowed: "1…64", found: "\(threads)")
    }
    guard (1...20_000).contains(pairs) else {
      throw .outOfRange(option: "--pairs", allowed: "1…20000", found: "\(pairs)")
    }
  }

  package func run(in workspace: Workspace) throws -> BenchView {
    let baseline = try ModelPath(model, reading).load(onlyToRun: true)
    let candidate = try other.map { try ModelPath($0, reading).load(onlyToRun: true) }
    let inputs = try RandomInputs.of(baseline, named: model, count: 64)
    if let candidate, let other { try RandomInputs.check(candidate, takes: inputs, named: other) }
    var options = TimingOptions()
    options.threads = threads
    options.fewestPairs = pairs
    workspace.report(.began(title: LocalizedText(ja: "測定（交互）", en: "measuring in turns"), number: nil, of: nil))
    let timed = try ModelTimer(inputs: inputs, options: options).compare(
      baseline: baseline, candidate: candidate ?? baseline)
    workspace.report(
      .ended(figures: LocalizedText(ja: "\(timed.comparison.pairs) 組", en: "\(timed.comparison.pairs) pairs")))
    let names = [model, other].compactMap(\.self).map { URL(filePath: $0).lastPathComponent }
    return BenchView(
      baseline: names[0], candidate: names.count > 1 ? names[1] : nil, comparison: timed.comparison,
      stop: timed.stop.rawValue, machine: MachineReader().read())
  }
}
