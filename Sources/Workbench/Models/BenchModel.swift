import Foundation
import Graphs
import Measurement
import Reports
import Tensors

/// Measures one model against another in turns; against itself that gives the noise floor.
package struct BenchModel {
  private let model: String
  private let other: String?
  private let threads: Int
  private let pairs: Int

  package init(_ model: String, other: String?, threads: Int, pairs: Int) throws(WorkbenchError) {
    try Self.check(threads: threads, pairs: pairs)
    self.model = model
    self.other = other
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
    let baseline = try ModelPath(model).load(onlyToRun: true)
    let candidate = try other.map { try ModelPath($0).load(onlyToRun: true) }
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

/// Inputs whose values do not matter: latency of these kernels does not depend on them.
enum RandomInputs {
  /// Seeded values of the first input's type; float32 in −1...1, integers over their whole range.
  static func of(_ graph: Graph, named name: String, count: Int) throws -> [Tensor] {
    guard let input = graph.inputs.first, graph.inputs.count == 1 else {
      throw WorkbenchError.unsupportedInput(model: name, found: "\(graph.inputs.count)")
    }
    let type = graph.type(of: input)
    var source = RandomSource(seed: 1, stream: "bench")
    return (0..<count).map { _ in
      var tensor = Tensor(zeros: type)
      if type.element == .float32 {
        tensor.withMutableElements(as: Float.self) { values in
          for index in values.indices { values[index] = Float(source.integer(in: -32_768...32_767)) / 32_768 }
        }
      } else {
        tensor.withMutableBytes { bytes in
          for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: source.next()) }
        }
      }
      return tensor
    }
  }

  /// - Throws: ``WorkbenchError/inputArray(path:expected:found:)`` when two models cannot be compared.
  static func check(_ graph: Graph, takes inputs: [Tensor], named name: String) throws(WorkbenchError) {
    guard let first = inputs.first, graph.inputs.count == 1, graph.type(of: graph.inputs[0]) == first.type else {
      let found = graph.inputs.first.map { "\(graph.type(of: $0))" } ?? "0"
      throw .inputArray(path: name, expected: inputs.first.map { "\($0.type)" } ?? "", found: found)
    }
  }
}
