import Compression
import Datasets
import Foundation
import Graphs
import Tensors
import Training

/// Samples for a quantization: some to calibrate with, others to see what it cost.
struct QuantizationData {
  /// One tensor for each input of the model.
  var calibration: [[Tensor]] = []
  /// None of those for calibration.
  var evaluation: [[Tensor]] = []
  /// Classes of ``evaluation``, when they are known.
  var labels: [Int]?
  /// ``evaluation`` with targets that are no classes.
  var scored: Dataset?
  /// Classes that no calibration sample shows.
  var unseen: [ClassName] = []

  static let none = QuantizationData()

  /// - Parameter count: samples for calibration.
  init(_ source: DataSource, for graph: Graph, count: Int) throws {
    let data = try source.load(for: graph)
    calibration = try ModelInput.samples(count, of: data.calibration, for: graph).map { [$0] }
    evaluation = try ModelInput.samples(data.evaluation.count, of: data.evaluation, for: graph).map { [$0] }
    if count > 0, case .classes(let classes, let names) = data.calibration.targets {
      let seen = Set(classes.prefix(count))
      unseen = names.indices.filter { !seen.contains(Int32($0)) }.map { names[$0] }
    }
    if data.evaluation.targets.kind == .classes {
      labels = data.evaluation.labels.map { Int($0) }
    } else {
      scored = data.evaluation
    }
  }

  private init() {}

  /// Every second sample of the evaluation, at most so many, to decide by; the others are left to evaluate with.
  mutating func takeDeciding(most: Int) -> (samples: [[Tensor]], labels: [Int])? {
    guard let labels, labels.count == evaluation.count, labels.count > 1 else { return nil }
    let deciding = Array(stride(from: 0, to: labels.count, by: 2).prefix(most))
    let taken = (deciding.map { evaluation[$0] }, deciding.map { labels[$0] })
    let left = stride(from: 1, to: labels.count, by: 2)
    (evaluation, self.labels) = (left.map { evaluation[$0] }, left.map { labels[$0] })
    return taken
  }

  /// Arrays whose first axis counts samples: `FILE.npy`, or `NAME=FILE.npy,…` for several inputs. The first `count`
  /// samples are for calibration, the others for evaluation.
  /// - Parameter labels: a file with one class for each sample.
  init(arrays text: String, labels: String?, for graph: Graph, count: Int) throws {
    var files: [String: URL] = [:]
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1)
      let name = sides.count == 2 ? String(sides[0]) : graph.inputs.first.map { graph[$0].name } ?? ""
      files[name] = URL(filePath: String(sides[sides.count - 1]))
    }
    var columns: [[Tensor]] = []
    for id in graph.inputs {
      guard let url = files.removeValue(forKey: graph[id].name) else {
        throw WorkbenchError.missingArray(input: graph[id].name)
      }
      columns.append(try Self.samples(url, of: graph.type(of: id)))
    }
    if let unknown = files.keys.min() {
      throw WorkbenchError.unknownInput(unknown, known: graph.inputs.map { graph[$0].name })
    }
    let found = columns.map(\.count)
    guard let total = found.first, Set(found).count == 1 else {
      throw WorkbenchError.sampleCounts(found)
    }
    let samples = (0..<total).map { row in columns.map { $0[row] } }
    calibration = Array(samples.prefix(count))
    evaluation = Array(samples.dropFirst(count))
    guard let labels else { return }
    let url = URL(filePath: labels)
    let classes = try ArrayFile.read(url).numbersAsIntegers
    guard let classes, classes.count == total else {
      throw WorkbenchError.sampleCounts([total, classes?.count ?? 0])
    }
    self.labels = Array(classes.dropFirst(count))
  }

  /// The rows of an array, each as the model takes it at batch 1.
  private static func samples(_ url: URL, of type: TensorType) throws -> [Tensor] {
    let array = try ArrayFile.read(url)
    let length = type.shape.count
    guard array.element == type.element, array.element.bitWidth >= 8, length > 0, array.shape.rank > 0,
      array.count == array.shape[0] * length
    else {
      throw WorkbenchError.inputArray(
        path: url.relativePath, expected: "[N] × \(type)", found: "\(array.type)")
    }
    let width = type.byteCount
    return array.withBytes { bytes in
      (0..<array.shape[0]).map { row in
        var sample = Tensor(zeros: type)
        sample.withMutableBytes {
          $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[row * width..<(row + 1) * width]))
        }
        return sample
      }
    }
  }
}

extension Tensor {
  /// The elements of an array of integers.
  fileprivate var numbersAsIntegers: [Int]? {
    switch element {
    case .int64: elements(as: Int64.self).map { Int($0) }
    case .int32: elements(as: Int32.self).map { Int($0) }
    case .uint8: elements(as: UInt8.self).map { Int($0) }
    case .int8: elements(as: Int8.self).map { Int($0) }
    default: nil
    }
  }
}
