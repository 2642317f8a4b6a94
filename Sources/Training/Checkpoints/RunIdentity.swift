import Datasets
import Graphs
import Hashing
import Tensors

/// What two training runs must have in common so that one can go on where the other stopped.
enum RunIdentity {
  /// One thing by name, as it is shown when it differs.
  struct Item: Hashable {
    let name: String
    let value: String
  }

  /// SHA-256 of a model: operators with their attributes, what reads what, types, and the bytes of all constants.
  static func digest(of graph: Graph) -> SHA256Digest {
    var accumulator = SHA256Digest.Accumulator()
    func take(_ text: String) { Array((text + "\0").utf8).withUnsafeBytes { accumulator.append($0) } }
    for id in graph.inputs + graph.outputs { take("\(id.index) \(graph.type(of: id))") }
    for node in graph.nodes {
      let operands = node.inputs.map { $0.map { "\($0.index)" } ?? "-" }.joined(separator: " ")
      take("\(type(of: node.op).name) \(node.op) \(operands) > \(node.outputs.map(\.index))")
    }
    for id in graph.constants {
      take("\(id.index) \(graph.type(of: id))")
      graph.constant(id)?.withBytes { accumulator.append($0) }
    }
    return accumulator.digest
  }

  static func masks(_ masks: [ValueID: Tensor]) -> String {
    guard !masks.isEmpty else { return "none" }
    var accumulator = SHA256Digest.Accumulator()
    for (id, mask) in masks.sorted(by: { $0.key.index < $1.key.index }) {
      Array("\(id.index) ".utf8).withUnsafeBytes { accumulator.append($0) }
      mask.withBytes { accumulator.append($0) }
    }
    return accumulator.digest.hex
  }
}

extension Trainer {
  /// The identity of a run with this model and these options.
  func identity(_ dataset: Dataset, _ validation: Dataset?, _ objective: some Objective) -> [RunIdentity.Item] {
    let schedule = "\(options.schedule.course) \(options.schedule.warmUp)"
    return [
      .init(name: "model", value: RunIdentity.digest(of: graph).hex),
      .init(name: "data", value: dataset.identity.hex),
      .init(name: "validation", value: validation?.identity.hex ?? "none"),
      .init(name: "objective", value: "\(objective)"),
      .init(name: "epochs", value: "\(options.epochs)"),
      .init(name: "batch", value: "\(options.batchSize) × \(options.accumulation)"),
      .init(name: "optimizer", value: "\(options.optimizer)"),
      .init(name: "schedule", value: schedule),
      .init(name: "clipNorm", value: options.clipNorm.map { "\($0)" } ?? "none"),
      .init(name: "augmentation", value: "\(options.augmentation)"),
      .init(name: "patience", value: options.patience.map { "\($0)" } ?? "none"),
      .init(name: "normalization", value: options.foldsBatchNormalization ? "folded" : "batch"),
      .init(name: "seed", value: "\(options.seed)"),
      .init(name: "threads", value: "\(options.threads)"),
      .init(name: "masks", value: RunIdentity.masks(options.masks)),
    ]
  }
}
