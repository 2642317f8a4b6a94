import Datasets
import Foundation
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("Checkpoints")
struct CheckpointTests {
  /// A folder that goes away with the test.
  final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
    var path: String { url.appending(path: "run.checkpoint").path }
  }

  private let folder: Folder
  private let data: Dataset
  private let validation: Dataset

  init() throws {
    folder = try Folder()
    data = try Glyphs16.dataset(split: .train, count: 160)
    validation = try Glyphs16.dataset(split: .validation, count: 40)
  }

  /// With everything that has a state: momentum, statistics, best weights, varied samples, several threads.
  static func options() -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 4
    options.batchSize = 16
    options.accumulation = 2
    options.optimizer = .adam(learningRate: 1e-2)
    options.clipNorm = 1
    options.patience = 3
    options.augmentation.rowShift = 2
    options.augmentation.mixup = 0.5
    options.threads = 2
    return options
  }

  static func model() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(6, kernel: 3, stride: 2, padding: .same, bias: false)
      BatchNorm()
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
  }

  /// - Parameter stop: the step at which somebody asks to stop.
  private func train(
    _ checkpointing: Checkpointing? = nil, stop: Int? = nil, options: TrainingOptions = Self.options(),
    data: Dataset? = nil, report: (TrainingEvent) -> Void = { _ in }
  ) throws -> Graph {
    var checkpointing = checkpointing
    var asked = 0
    if let stop {
      checkpointing?.isStopRequested = {
        asked += 1
        return asked == stop
      }
    }
    return try Trainer(try Self.model(), options: options).train(
      on: data ?? self.data, validation: validation, objective: CrossEntropy(), checkpointing: checkpointing,
      report: report)
  }

  private func bytes(_ graph: Graph) -> [[UInt8]] {
    graph.constants.map { graph.constant($0)?.withBytes { Array($0) } ?? [] }
  }

  private func checkpointing(resumes: Bool = false) -> Checkpointing {
    var checkpointing = Checkpointing(path: folder.path)
    checkpointing.resumes = resumes
    checkpointing.everySteps = 3
    return checkpointing
  }

  @Test("A stopped run goes on to the same weights, bit for bit, wherever it stopped", arguments: [1, 5, 8, 17])
  func resumes(stop: Int) throws {
    var expected: [TrainingEvent] = []
    let whole = try train { expected.append($0) }
    #expect(throws: TrainingError.self) { try train(checkpointing(), stop: stop) }
    var events: [TrainingEvent] = []
    let resumed = try train(checkpointing(resumes: true)) { events.append($0) }
    #expect(bytes(resumed) == bytes(whole))
    #expect(events == expected)
    // Once more from the end: nothing is left to do.
    #expect(bytes(try train(checkpointing(resumes: true))) == bytes(whole))
  }

  @Test("Stopping twice costs nothing either")
  func resumesTwice() throws {
    let whole = try train()
    #expect(throws: TrainingError.self) { try train(checkpointing(), stop: 4) }
    #expect(throws: TrainingError.self) { try train(checkpointing(resumes: true), stop: 6) }
    #expect(bytes(try train(checkpointing(resumes: true))) == bytes(whole))
  }

  @Test("A file that is cut off or changed anywhere: the one before it stands in; without one it is refused")
  func damaged() throws {
    let whole = try train()
    #expect(throws: TrainingError.self) { try train(checkpointing(), stop: 7) }
    let good = try Data(contentsOf: URL(filePath: folder.path))
    let before = try Data(contentsOf: URL(filePath: folder.path + ".previous"))
    for index in 0..<12 {
      var bad = good
      if index % 2 == 0 {
        bad = good.prefix(good.count * index / 12)
      } else {
        bad[good.count * index / 12] ^= 0x10
      }
      try bad.write(to: URL(filePath: folder.path))
      try before.write(to: URL(filePath: folder.path + ".previous"))
      #expect(bytes(try train(checkpointing(resumes: true))) == bytes(whole))
    }
    try? FileManager.default.removeItem(atPath: folder.path + ".previous")
    try good.prefix(100).write(to: URL(filePath: folder.path))
    #expect(throws: CheckpointError.damaged(path: folder.path)) { try train(checkpointing(resumes: true)) }
  }

  @Test("Without any file a run that should go on begins at the beginning")
  func nothingThere() throws {
    #expect(bytes(try train(checkpointing(resumes: true))) == bytes(try train()))
  }

  @Test("Another seed, batch or data set is refused by name")
  func differs() throws {
    #expect(throws: TrainingError.self) { try train(checkpointing(), stop: 2) }
    var options = Self.options()
    options.seed = 2
    options.epochs = 5
    let error = CheckpointError.differs(path: folder.path, what: ["epochs", "seed"])
    #expect(throws: error) { try train(checkpointing(resumes: true), options: options) }
    let other = try Glyphs16.dataset(split: .train, count: 192)
    #expect(throws: CheckpointError.differs(path: folder.path, what: ["data"])) {
      try train(checkpointing(resumes: true), data: other)
    }
  }

  @Test("Where nothing can be written is said, and nothing half-written stays")
  func unwritable() throws {
    let path = folder.url.appending(path: "missing/run.checkpoint").path
    var checkpointing = Checkpointing(path: path)
    checkpointing.everySteps = 1
    #expect(throws: CheckpointError.unwritable(path: path, code: ENOENT)) { try train(checkpointing) }
    #expect(throws: TrainingError.self) { try train(self.checkpointing(), stop: 2) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names.allSatisfy { !$0.hasSuffix(".unfinished") })
  }
}
