import EdgeRuntime
import Graphs
import Kernels
import Quantization
import Tensors
import Training

/// What two models make of the same samples.
struct QuantizationCheck {
  /// What each reaches; nil without labels or other targets.
  private(set) var scores: (before: Score?, after: Score?)
  /// Of all outputs of all samples.
  private(set) var noise = NoiseMeter()

  /// - Parameter progress: is told the share of the samples that is done.
  init(
    _ before: Graph, _ after: Graph, on data: QuantizationData, threads: Int, progress: (Double) -> Void
  ) throws {
    guard !data.evaluation.isEmpty else { return }
    let pool = threads > 1 ? WorkerPool(threads: threads) : nil
    let sessions = try [before, after].map { Session(try ExecutionPlan($0), pool: pool) }
    var correct = [0, 0]
    for (number, sample) in data.evaluation.enumerated() {
      let results = try sessions.map { try Self.outputs(of: $0, sample) }
      noise.add(results[0], changed: results[1])
      if let labels = data.labels, number < labels.count {
        for (model, outputs) in results.enumerated() where Self.isCorrect(outputs, labels[number]) {
          correct[model] += 1
        }
      }
      progress(Double(number + 1) / Double(data.evaluation.count))
    }
    func accuracy(_ correct: Int) -> Score {
      Score(.accuracy, Double(correct) / Double(data.evaluation.count), count: data.evaluation.count)
    }
    if data.labels != nil { scores = (accuracy(correct[0]), accuracy(correct[1])) }
    if let scored = data.scored {
      scores = (
        try Evaluation.score(of: before, on: scored, threads: threads),
        try Evaluation.score(of: after, on: scored, threads: threads)
      )
    }
  }

  /// Samples whose largest output is their label, percent.
  static func accuracy(_ graph: Graph, _ samples: [[Tensor]], _ labels: [Int], threads: Int) throws -> Double {
    let session = Session(try ExecutionPlan(graph), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
    var correct = 0
    for (sample, label) in zip(samples, labels) {
      if isCorrect(try outputs(of: session, sample), label) { correct += 1 }
    }
    return 100 * Double(correct) / Double(max(labels.count, 1))
  }

  /// As reals.
  private static func outputs(of session: Session, _ sample: [Tensor]) throws -> [Tensor] {
    let graph = session.plan.graph
    let inputs = zip(graph.inputs, sample).map { $1.retyped(graph.type(of: $0)) }
    return try session.run(inputs).map { try $0.dequantized() }
  }

  private static func isCorrect(_ outputs: [Tensor], _ label: Int) -> Bool {
    guard let first = outputs.first, first.element == .float32 else { return false }
    let scores = first.floats
    return scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } == label
  }
}
