import Compression
import Datasets
import Foundation
import Graphs
import Hashing
import Interchange
import Operators
import Quantization
import Reports
import Tensors
import Testing
import Training

@Suite("Compression runs")
struct CompressionRunTests {
  /// Two convolutions and a classifier: small enough that a whole recipe takes a second.
  static func model() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(16, kernel: 3, stride: 2, padding: .same)
      ReLU()
      Conv2D(32, kernel: 3, stride: 2, padding: .same)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
  }

  static func data(
    training: Int = 128, calibrationSeed: UInt64 = 1, evaluationSeed: UInt64 = 1
  ) throws -> CompressionData {
    CompressionData(
      training: try Glyphs16.dataset(split: .train, count: training),
      calibration: try Glyphs16.dataset(split: .calibration, count: 16, seed: calibrationSeed),
      evaluation: try Glyphs16.dataset(split: .test, count: 60, seed: evaluationSeed))
  }

  static func recipe(_ stages: [any CompressionStage]) -> Recipe {
    var measurement = Recipe.MeasurementSettings()
    measurement.pairs = 6
    measurement.seconds = 0.05
    return Recipe(name: "tiny", seed: 5, stages: stages, measurement: measurement)
  }

  static let stages: [any CompressionStage] = [
    PruneChannels(ratio: 0.5, multiple: 4), Train(epochs: 1, batch: 32, teacher: Train.Teacher()),
    Quantize(samples: 16),
  ]

  /// Runs in a new folder that is removed afterwards.
  func run<Result>(
    _ stages: [any CompressionStage] = stages, model: Graph? = nil, data: CompressionData? = nil,
    then check: (CompressionRun.Result, [String]) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-compression-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    var events: [String] = []
    let result = try CompressionRun(Self.recipe(stages), data: try data ?? Self.data(), threads: 1)
      .run(try model ?? Self.model(), into: folder) { event in
        switch event {
        case .stage(let number, let count, _): events.append("stage \(number)/\(count)")
        case .training(.epoch): events.append("epoch")
        case .training: break
        case .measuring: events.append("measuring")
        case .row: events.append("row")
        }
      }
    return try check(result, events)
  }

  @Test("The original comes first without a comparison; every stage has one, and its file is what the row says")
  func rows() throws {
    try run { result, events in
      let rows = result.table.rows
      #expect(rows.map(\.id) == ["0-original", "1-prune-channels", "2-train", "3-quantize"])
      #expect(rows[0].comparison == nil)
      #expect(rows.dropFirst().allSatisfy { $0.comparison != nil })
      #expect(result.files.map(\.lastPathComponent) == rows.map { $0.id + ".onnx" })
      for (row, file) in zip(rows, result.files) {
        let bytes = [UInt8](try Data(contentsOf: file))
        #expect(row.model.fileBytes == bytes.count)
        #expect(row.model.sha256 == SHA256Digest(of: bytes).hex)
        #expect(row.accuracy.count == 60)
        #expect(row.accuracy.split == "test")
        let graph = try ModelFile.load(file)
        #expect(row.model.parameters == graph.parameterCount)
        #expect(row.model.macs == graph.multiplyAccumulates)
      }
      #expect(
        events == [
          "stage 0/3", "measuring", "row", "stage 1/3", "measuring", "row", "stage 2/3", "epoch", "measuring", "row",
          "stage 3/3", "measuring", "row",
        ])
    }
  }

  @Test("Channel pruning makes the model physically smaller, int8 leaves integer weights")
  func promises() throws {
    try run { result, _ in
      let graphs = try result.files.map { try ModelFile.load($0) }
      // Half of 16 and of 32 channels: 8·9 + 8, 16·9·8 + 16, 10·16 + 10 numbers in place of 160, 4 640 and 330.
      #expect(result.table.rows[0].model.parameters == 160 + 4_640 + 330)
      #expect(result.table.rows[1].model.parameters == 80 + 1_168 + 170)
      #expect(result.table.rows[2].model.parameters == 80 + 1_168 + 170)
      #expect(result.table.rows[1].model.macs < result.table.rows[0].model.macs / 2)
      #expect(result.table.rows[3].model.fileBytes < result.table.rows[1].model.fileBytes)
      let read = Set(graphs[3].nodes.flatMap(\.operands))
      let constants = read.filter { graphs[3].constant($0) != nil }.map(graphs[3].type(of:))
      let codes = constants.filter { $0.element == .int8 && $0.shape.rank > 1 }
      #expect(codes.map(\.shape.count).sorted() == [72, 160, 1_152])
      #expect(!constants.contains { $0.element == .float32 && $0.shape.count > 16 })
    }
  }

  @Test("The same recipe gives the same files")
  func repeatable() throws {
    let first = try run { result, _ in result.table.rows.map(\.model.sha256) }
    let second = try run { result, _ in result.table.rows.map(\.model.sha256) }
    #expect(first == second)
  }

  @Test("Zeros of weight pruning survive training")
  func masks() throws {
    try run([PruneWeights(sparsity: 0.5), Train(epochs: 1, batch: 32)]) { result, _ in
      let graph = try ModelFile.load(result.files[2])
      for node in graph.nodes where node.op is Conv || node.op is Gemm {
        let weights = try #require(graph.constant(node.inputs[1])).floats
        #expect(weights.count { $0 == 0 } == weights.count / 2, "\(node.name)")
      }
    }
  }

  @Test("Re-estimated statistics of a normalization are those of the training samples")
  func reestimated() throws {
    let model = try Model(name: "norm", input: [1, 16, 16, 1]) {
      BatchNorm()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
    let data = try Self.data()
    let pixels = try ModelInput.samples(64, of: data.training, for: model).flatMap(\.floats).map(Double.init)
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    // Two batches of 32 samples, each with its own mean: the variance within them is less than that of all.
    let halves = [pixels.prefix(32 * 256), pixels.suffix(32 * 256)].map { half in
      let own = half.reduce(0, +) / Double(half.count)
      return half.reduce(0) { $0 + ($1 - own) * ($1 - own) } / Double(half.count - 1)
    }
    let variance = (halves[0] + halves[1]) / 2
    try run([Reestimate(samples: 64)], model: model, data: data) { result, _ in
      let graph = try ModelFile.load(result.files[1])
      let norm = try #require(graph.nodes.first { $0.op is BatchNormalization })
      let found = [3, 4].map { graph.constant(norm.inputs[$0])?.floats.first ?? .nan }
      // Sums of 8,192 numbers in float32.
      #expect(abs(Double(found[0]) - mean) < 1e-4)
      #expect(abs(Double(found[1]) - variance) < 1e-4 * variance)
    }
  }

  private static var minMax: QuantizationMethod {
    var method = QuantizationMethod(.int8)
    method.calibration = .minMax
    return method
  }

  @Test("Other test images leave the models as they are, other calibration images do not")
  func roles() throws {
    let stages: [any CompressionStage] = [Train(epochs: 1, batch: 32), Quantize(Self.minMax, samples: 16)]
    func digests(_ data: CompressionData) throws -> [String] {
      try run(stages, data: data) { result, _ in result.table.rows.map(\.model.sha256) }
    }
    let usual = try digests(Self.data())
    #expect(try digests(Self.data(evaluationSeed: 2)) == usual)
    let calibrated = try digests(Self.data(calibrationSeed: 2))
    #expect(calibrated.dropLast() == usual.dropLast())
    #expect(calibrated.last != usual.last)
  }

  @Test("Training, calibration and test images of glyphs16 share no image")
  func disjoint() throws {
    var seen: [SHA256Digest: DatasetSplit] = [:]
    for (split, count) in [(DatasetSplit.train, 2_000), (.calibration, 512), (.validation, 500), (.test, 2_000)] {
      let images = try Glyphs16.dataset(split: split, count: count).inputs
      images.withBytes { bytes in
        for index in 0..<count {
          let digest = SHA256Digest(of: Array(bytes[index * 256..<(index + 1) * 256]))
          #expect(seen[digest] == nil || seen[digest] == split)
          seen[digest] = split
        }
      }
    }
  }

  /// Canaries: parts that calibration must not read hold values that would show. Training data of another shape cannot be
  /// read at all, and test images of full brightness would widen every range.
  @Test("Calibration reads the calibration part and nothing else")
  func canaries() throws {
    let stages = [Quantize(Self.minMax, samples: 16)]
    func digests(_ data: CompressionData) throws -> [String] {
      try run(stages, data: data) { result, _ in result.table.rows.map(\.model.sha256) }
    }
    func unreadable(_ data: Dataset) throws -> Dataset {
      try Dataset(
        name: data.name, split: data.split, inputs: Tensor(zeros: .float32([data.count, 1, 1, 1])),
        targets: data.targets)
    }
    func bright(_ data: Dataset) throws -> Dataset {
      try Dataset(
        name: data.name, split: data.split,
        inputs: Tensor([UInt8](repeating: 255, count: data.inputs.count), shape: data.inputs.shape),
        targets: data.targets, normalization: data.normalization)
    }
    let usual = try Self.data()
    let canary = CompressionData(
      training: try unreadable(usual.training), calibration: usual.calibration,
      evaluation: try bright(usual.evaluation))
    #expect(try digests(canary) == digests(usual))
    // The canaries would show.
    let sung = CompressionData(
      training: usual.training, calibration: try bright(usual.calibration), evaluation: usual.evaluation)
    #expect(try digests(sung) != digests(usual))
    #expect(throws: (any Error).self) {
      try digests(
        CompressionData(
          training: usual.training, calibration: try unreadable(usual.calibration), evaluation: usual.evaluation))
    }
  }

  /// Folding the normalization makes new weights; the zero pattern must be of those.
  @Test("Weights pruned before a batch normalization stay zero while training")
  func masksThroughFolding() throws {
    let graph = try Model(name: "normalized", input: [1, 16, 16, 1]) {
      Conv2D(8, kernel: 3, stride: 2, padding: .same)
      BatchNorm()
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-compression-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    let stages: [any CompressionStage] = [PruneWeights(sparsity: 0.5), Train(epochs: 1, batch: 32)]
    let result = try CompressionRun(Self.recipe(stages), data: try Self.data(), threads: 1).run(graph, into: folder) {
      _ in
    }
    let last = try ModelFile.load(try #require(result.files.last))
    let weights = try #require(last.nodes.first { $0.op is Conv }?.inputs[1])
    // 8 · 3 · 3 weights, half of them zero.
    #expect(last.constant(weights)?.floats.count { $0 == 0 } == 36)
  }
}
