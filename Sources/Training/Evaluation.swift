package import Datasets
import EdgeRuntime
package import Graphs
import Hashing
import Kernels
package import Reports
import Tensors

/// What a model reaches on data, by the runtime it will be used with.
package enum Evaluation {
  /// Share of samples whose largest output is their label; ties go to the lower class.
  /// - Parameter graph: one input, one output `[N, classes]`, any batch size.
  /// - Throws: ``TrainingError/targets(objective:found:)`` for data without classes.
  package static func accuracy(
    of graph: Graph, on dataset: Dataset, batch: Int = 50, threads: Int = 1
  ) throws -> AccuracyRecord {
    guard dataset.targets.kind == .classes else {
      throw TrainingError.targets(objective: "accuracy", found: dataset.targets.kind.rawValue)
    }
    var correct = 0
    try run(graph, on: dataset, batch: batch, threads: threads) { logits, samples in
      let classes = logits.count / samples.size
      for row in 0..<samples.count {
        let scores = logits[row * classes..<(row + 1) * classes]
        let best = scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? scores.startIndex
        if best - scores.startIndex == Int(samples.labels[row]) { correct += 1 }
      }
    }
    return try AccuracyRecord(
      correct: correct, count: dataset.count, dataset: dataset.name, datasetSHA256: dataset.identity.hex,
      split: dataset.split.rawValue)
  }

  /// Shows the first output for each batch of a data set; rows from the batch's count on mean nothing.
  static func run(
    _ graph: Graph, on dataset: Dataset, batch: Int = 50, threads: Int, _ body: ([Float], Batch) throws -> Void
  ) throws {
    let size = min(batch, max(1, dataset.count))
    let batched = try graph.batched(size)
    let session = Session(
      try ExecutionPlan(batched), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
    guard let input = batched.inputs.first, batched.inputs.count == 1, let output = batched.outputs.first,
      batched.type(of: output).dequantized.element == .float32
    else {
      throw TrainingError.shape(
        model: "\(batched.inputs.map(batched.type(of:))) → \(batched.outputs.map(batched.type(of:)))",
        data: "one input, one output of reals")
    }
    let type = batched.type(of: input).dequantized
    for samples in dataset.evaluationBatches(size: size) {
      try body(try session.run([try ModelInput.tensor(samples, type: type)])[0].dequantized().floats, samples)
    }
  }
}
