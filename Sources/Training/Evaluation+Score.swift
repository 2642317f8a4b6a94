package import Datasets
import Foundation
package import Graphs
import Reports
import Tensors

extension Evaluation {
  /// What a model reaches, in the figure that fits the targets of the data.
  ///
  /// Classes: accuracy. Boxes: mean average precision. Tokens: bits per token. The input itself: the area under the curve
  /// when the data hold sound and anomalous samples, otherwise the mean squared error. Identities: the true accept rate at
  /// a false accept rate of 1 %. Values: the mean squared error.
  package static func score(of graph: Graph, on dataset: Dataset, threads: Int = 1) throws -> Score {
    switch dataset.targets {
    case .classes:
      let record = try accuracy(of: graph, on: dataset, threads: threads)
      return Score(.accuracy, record.fraction, count: record.count)
    case .boxes(let boxes, let names):
      let found = try detections(of: graph, on: dataset, threads: threads)
      let value = MeanAveragePrecision(found: found, truth: boxes, classes: names.count).overAllOverlaps
      return Score(.meanAveragePrecision, value, count: dataset.count)
    case .tokens(_, let vocabulary):
      return Score(
        .bitsPerToken, try bitsPerToken(of: graph, on: dataset, vocabulary, threads: threads), count: dataset.count)
    case .reconstruction(let anomalous):
      let errors = try reconstructionErrors(of: graph, on: dataset, threads: threads)
      guard let area = areaUnderCurve(errors, positive: anomalous) else {
        return Score(.meanSquaredError, errors.reduce(0, +) / Double(max(1, errors.count)), count: dataset.count)
      }
      return Score(.areaUnderCurve, area, count: dataset.count)
    case .identities(let labels, _):
      let embeddings = try embeddings(of: graph, on: dataset, threads: threads)
      return Score(.trueAcceptRate, Verification(embeddings, labels).trueAcceptRate(at: 0.01), count: dataset.count)
    case .values:
      let errors = try reconstructionErrors(of: graph, on: dataset, threads: threads)
      return Score(.meanSquaredError, errors.reduce(0, +) / Double(max(1, errors.count)), count: dataset.count)
    }
  }

  /// Cross entropy of the next token in bits: the mean of `−log₂ softmax(z)[next]` over all positions that count.
  private static func bitsPerToken(
    of graph: Graph, on dataset: Dataset, _ vocabulary: Int, threads: Int
  ) throws -> Double {
    var (sum, count) = (0.0, 0)
    try run(graph, on: dataset, batch: 16, threads: threads) { logits, samples in
      guard case .tokens(let tokens, _) = samples.targets, logits.count == tokens.count * vocabulary else {
        throw TrainingError.shape(model: "\(logits.count) numbers", data: "\(vocabulary) for each token")
      }
      for (row, next) in tokens.elements(as: Int32.self).enumerated() where next != Targets.ignoredToken {
        let z = logits[row * vocabulary..<(row + 1) * vocabulary].map { Double($0) }
        let largest = z.max() ?? 0
        sum += largest + log(z.reduce(0) { $0 + exp($1 - largest) }) - z[Int(next)]
        count += 1
      }
    }
    return sum / Double(max(1, count)) / log(2)
  }

  /// Mean squared error of each sample against its input or its values.
  package static func reconstructionErrors(
    of graph: Graph, on dataset: Dataset, threads: Int = 1
  ) throws -> [Double] {
    var errors: [Double] = []
    try run(graph, on: dataset, threads: threads) { outputs, samples in
      let wanted: [Float]
      if case .values(let values) = samples.targets { wanted = values.floats } else { wanted = samples.inputs.floats }
      guard wanted.count == outputs.count else {
        throw TrainingError.shape(model: "\(outputs.count) numbers", data: "\(wanted.count)")
      }
      let width = outputs.count / samples.size
      for row in 0..<samples.count {
        var squares = 0.0
        for index in row * width..<(row + 1) * width {
          let difference = Double(outputs[index]) - Double(wanted[index])
          squares += difference * difference
        }
        errors.append(squares / Double(max(1, width)))
      }
    }
    return errors
  }

  /// The output of each sample.
  package static func embeddings(of graph: Graph, on dataset: Dataset, threads: Int = 1) throws -> [[Float]] {
    var embeddings: [[Float]] = []
    try run(graph, on: dataset, threads: threads) { outputs, samples in
      let width = outputs.count / samples.size
      embeddings += (0..<samples.count).map { Array(outputs[$0 * width..<($0 + 1) * width]) }
    }
    return embeddings
  }

  /// Area under the receiver operating characteristic: the share of pairs of a positive and a negative sample in which the
  /// positive one has the larger number, ties counted half (Hanley & McNeil 1982). Nil when one kind is missing.
  package static func areaUnderCurve(_ numbers: [Double], positive: [Bool]) -> Double? {
    let order = zip(numbers, positive).sorted { $0.0 < $1.0 }
    let positives = positive.count { $0 }
    guard positives > 0, positives < order.count, numbers.count == positive.count else { return nil }
    var (rankSum, start) = (0.0, 0)
    while start < order.count {
      var end = start
      while end < order.count, order[end].0 == order[start].0 { end += 1 }
      // Equal numbers share the mean of their ranks start + 1 … end.
      let rank = Double(start + 1 + end) / 2
      rankSum += rank * Double(order[start..<end].count { $0.1 })
      start = end
    }
    let (p, n) = (Double(positives), Double(order.count - positives))
    return (rankSum - p * (p + 1) / 2) / (p * n)
  }
}
