import Datasets
import Formats
import Foundation
import Graphs
import Interchange
import Kernels
import Manifests
import Operators
import Reports
import Tensors
import Testing
import Training
import Workbench

@Suite struct ModelTests {
  /// y = max(x, 0) on four numbers, as a file.
  private func reluModel(in folder: URL) throws -> URL {
    var graph = Graph(name: "relu")
    let x = graph.input("x", .float32([1, 4]))
    graph.outputs = [try graph.apply(Relu(), x, name: "y")]
    let url = folder.appending(path: "relu.onnx")
    try ModelFile.save(graph, to: url)
    return url
  }

  @Test func runsEveryArrayOfAFolder() throws {
    let temporary = try TemporaryHome()
    let model = try reluModel(in: temporary.home.folder)
    let inputs = temporary.home.folder.appending(path: "in")
    let outputs = temporary.home.folder.appending(path: "out")
    try temporary.home.make(inputs)
    try NPYFile.write(Tensor([-1, 2, -3, 4] as [Float], shape: [1, 4]), to: inputs.appending(path: "a.npy"))
    // Without its batch axis.
    try NPYFile.write(Tensor([5, -6, 7, -8] as [Float], shape: [4]), to: inputs.appending(path: "b.npy"))
    let result = try RunModel(model.path, inputs: inputs.path, outputs: outputs.path).run(in: temporary.workspace)
    #expect(result.files == ["a.npy", "b.npy"])
    #expect(try NPYFile.read(outputs.appending(path: "a.npy")).floats == [0, 2, 0, 4])
    #expect(try NPYFile.read(outputs.appending(path: "b.npy")).floats == [5, 0, 7, 0])
  }

  /// The model says what its input codes stand for; the array holds the codes alone.
  @Test func runsOnCodes() throws {
    let temporary = try TemporaryHome()
    var graph = Graph(name: "codes")
    let parameters = QuantizationParameters(scale: 0.5, zeroPoint: 3)
    let x = graph.input("x", TensorType(.uint8, [1, 3], quantization: parameters))
    graph.outputs = [try graph.apply(DequantizeLinear(), x, name: "y")]
    let model = temporary.home.folder.appending(path: "codes.onnx")
    try ModelFile.save(graph, to: model)
    let input = temporary.home.folder.appending(path: "a.npy")
    try NPYFile.write(Tensor([3, 5, 0] as [UInt8], shape: [1, 3]), to: input)
    let outputs = temporary.home.folder.appending(path: "out")
    _ = try RunModel(model.path, inputs: input.path, outputs: outputs.path).run(in: temporary.workspace)
    // (code − 3) · 0.5
    #expect(try NPYFile.read(outputs.appending(path: "a.npy")).floats == [0, 1, -1.5])
  }

  @Test func refusesAnArrayOfAnotherShape() throws {
    let temporary = try TemporaryHome()
    let model = try reluModel(in: temporary.home.folder)
    let input = temporary.home.folder.appending(path: "a.npy")
    try NPYFile.write(Tensor([1, 2, 3] as [Float], shape: [1, 3]), to: input)
    #expect {
      try RunModel(model.path, inputs: input.path, outputs: "/nowhere/x").run(in: temporary.workspace)
    } throws: {
      Sentence(for: $0).status != .success
    }
  }

  @Test func countsAModelWithoutRunningIt() throws {
    let temporary = try TemporaryHome()
    let found = try InspectModel(try reluModel(in: temporary.home.folder).path)
    #expect(found.model.operators == ["Relu": 1])
    #expect(found.model.parameters == 0)
    #expect(found.inputs.map(\.name) == ["x"])
    #expect(found.referenceSteps.isEmpty)
    #expect(found.memory.arenaBytes == found.memory.lowerBoundBytes)
    #expect(found.memory.arenaBytes <= found.memory.unsharedBytes)
  }

  @Test func aWrongRecipeNamesItsLine() throws {
    let temporary = try TemporaryHome()
    let recipe = temporary.home.folder.appending(path: "r.yml")
    try "model: glyphnet\nepochs: 0\n".write(to: recipe, atomically: true, encoding: .utf8)
    #expect { try Manifest.decode(TrainingRecipe.self, at: recipe.path) } throws: { error in
      Sentence(for: error).text.en.contains("r.yml:2")
    }
  }

  @Test(arguments: ReadyRecipe.allCases)
  func everyReadyRecipeDecodes(_ recipe: ReadyRecipe) throws {
    #expect(throws: Never.self) { try ReadyRecipe.named(recipe.rawValue) }
  }

  @Test(arguments: ModelPreset.allCases)
  func everyPresetFitsItsData(_ preset: ModelPreset) throws {
    if preset == .causalTransformer {
      let graph = try preset.graph(input: [12], outputs: 7, seed: 1)
      #expect(graph.type(of: graph.inputs[0]) == TensorType(.int32, [1, 12]))
      #expect(graph.type(of: graph.outputs[0]).shape == [1, 12, 7])
      return
    }
    for extents in [[16, 16, 1], [28, 28, 1], [32, 32, 3], [49, 10, 1], [1, 64, 2]] {
      let shape = Shape(extents)
      // Its windows find no place in ten columns or one row; see the next test.
      if preset == .lenet, min(shape[0], shape[1]) < 16 { continue }
      let graph = try preset.graph(input: shape, outputs: 9, seed: 1)
      let found = graph.type(of: graph.outputs[0]).shape
      switch preset {
      case .autoencoder: #expect(found == [1, shape.count])
      case .detector: #expect(found == [1, (shape[0] + 7) / 8, (shape[1] + 7) / 8, 14])
      default: #expect(found == [1, 9])
      }
    }
  }

  @Test(arguments: [
    ([16, 16, 1], ModelPreset.glyphnet), ([49, 40, 1], .resnet8), ([1, 2_048, 1], .resnet8), ([96, 96, 3], .resnet8),
    ([224, 224, 3], .mobilenetV1), ([12], .lenet300),
  ])
  func whatFitsTheDataIsChosen(_ extents: [Int], _ preset: ModelPreset) throws {
    let data = try Dataset(
      name: "zeros", split: .train, inputs: Tensor(zeros: TensorType(.uint8, Shape([2] + extents))),
      targets: .classes([0, 1], names: ["a", "b"].map { ClassName(ja: $0, en: $0) }))
    #expect(ModelPreset.usual(for: data) == preset)
    #expect(throws: Never.self) { try ModelPreset.usual(for: data).graph(for: data, seed: 1) }
  }

  @Test func leNetSaysWhichImagesItTakes() throws {
    func data(_ rows: Int, _ columns: Int) throws -> Dataset {
      try Dataset(
        name: "grey", split: .train, inputs: Tensor(zeros: .float32([2, rows, columns, 1])),
        targets: .classes([0, 1], names: ["a", "b"].map { ClassName(ja: $0, en: $0) }))
    }
    #expect(throws: Never.self) { try ModelPreset.lenet.graph(for: data(16, 17), seed: 1) }
    // The bound is exact: one column less has no place for the windows.
    #expect(throws: GraphError.self) { try ModelPreset.lenet.graph(input: [16, 15, 1], seed: 1) }
    let error = try #require(throws: WorkbenchError.self) { try ModelPreset.lenet.graph(for: data(16, 15), seed: 1) }
    guard case .smallImages(_, 16, "16×15") = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func aTrainingRecipeSetsWhatItSays() throws {
    let text = """
      model: ds-cnn
      optimizer: sgd
      momentum: 0.8
      nesterov: true
      weightDecay: 0.001
      schedule: step
      milestones: [0.5]
      accumulate: 2
      labelSmoothing: 0.1
      clipNorm: 2
      patience: 4
      augment: {timeShift: 3, mixup: 0.5}
      """
    let options = try Manifest.decode(TrainingRecipe.self, from: text, file: "r.yml").options(threads: 3)
    #expect(
      options.optimizer
        == .sgd(SGDOptions(learningRate: 0.05, momentum: 0.8, weightDecay: 0.001, isNesterov: true)))
    #expect(options.schedule == .steps(at: [0.5], warmUp: 0.05))
    #expect((options.accumulation, options.threads) == (2, 3))
    #expect((options.clipNorm, options.patience) == (2, 4))
    #expect((options.augmentation.rowShift, options.augmentation.columnShift) == (3, 0))
    #expect(options.augmentation.mixup == 0.5)
  }

  @Test(arguments: [TrainingRecipe.example.ja, TrainingRecipe.example.en])
  func theRecipeThatHelpShowsIsOneAndHasEverySetting(_ text: String) throws {
    #expect(throws: Never.self) { try Manifest.decode(TrainingRecipe.self, from: text, file: "r.yml") }
    let keys = text.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) }
    #expect(Set(keys) == Set(TrainingRecipe.keys))
  }

  @Test(arguments: [
    "optimizer: rmsprop", "labelSmoothing: 1", "clipNorm: 0", "milestones: [1.5]", "augment: {cutout: -1}",
    "patience: 0", "momentum: 1", "warmUp: -0.1", "accumulate: 0",
  ])
  func aTrainingRecipeOutsideItsRangesIsRefused(_ text: String) {
    #expect(throws: ManifestError.self) { try Manifest.decode(TrainingRecipe.self, from: text, file: "r.yml") }
  }

  @Test func theLossCurveIsThinnedAndKeepsItsEnds() {
    var curve = LossCurve()
    for step in 1...1_000 { curve.take(.step(done: step, total: 1_000, loss: Float(1_000 - step))) }
    #expect(curve.points.count == 200)
    #expect(curve.points.last?.step == 1_000)
    // Means of five steps each: 999…995 and 4…0.
    #expect(curve.points.first?.loss == 997)
    #expect(curve.points.last?.loss == 2)
  }
}
