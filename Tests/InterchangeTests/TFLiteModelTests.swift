import EdgeRuntime
import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

/// Models that others trained and converted, run in the arithmetic of LiteRT's reference kernels.
@Suite("Models from TensorFlow Lite")
struct TFLiteModelTests {
  private static let models = ["ad01", "kws", "resnet8", "vww96"]

  @Test("a keyword spotter on codes is as accurate as where it comes from")
  func keywords() throws {
    guard let folder = SharedFiles.folder("models/mlperf-tiny"), let data = SharedFiles.folder("data/kws01") else {
      return
    }
    let graph = try ModelFile.load(folder.appending(path: "kws_int8.tflite"))
    let stimuli = try NPYFile.read(data.appending(path: "inputs_int8.npy")).elements(as: Int8.self)
    let classes = try NPYFile.read(data.appending(path: "labels.npy")).elements(as: Int64.self)
    let session = Session(try ExecutionPlan(graph))
    let type = graph.type(of: graph.inputs[0])
    var hits = 0
    for (index, label) in classes.enumerated() {
      let codes = Array(stimuli[index * type.shape.count..<(index + 1) * type.shape.count])
      let scores = try session.run([Tensor(codes, shape: type.shape).retyped(type)])[0].elements(as: Int8.self)
      let best = scores.indices.max { scores[$0] < scores[$1] }
      if best == Int(label) { hits += 1 }
    }
    // LiteRT's reference kernels: 0.901 of 1000.
    #expect(abs(Double(hits) / Double(classes.count) - 0.901) <= 0.005, "\(hits) of \(classes.count)")
  }

  @Test("every layer of a quantized model runs on codes", arguments: models)
  func integerKernels(name: String) throws {
    guard let folder = SharedFiles.folder("models/mlperf-tiny") else { return }
    let graph = try ModelFile.load(folder.appending(path: "\(name)_int8.tflite"))
    #expect(graph.inputs.map { graph.type(of: $0).element } == [.int8])
    let plan = try ExecutionPlan(graph)
    #expect(plan.referenceSteps.isEmpty, "\(plan.referenceSteps)")
    let reals = plan.graph.nodes.flatMap(\.outputs).filter { plan.graph.type(of: $0).element == .float32 }
    #expect(reals.isEmpty, "\(reals.map { plan.graph[$0].name })")
  }

  @Test("a float model keeps names and shapes and runs in kernels alone", arguments: models)
  func floats(name: String) throws {
    guard let folder = SharedFiles.folder("models/mlperf-tiny") else { return }
    let graph = try ModelFile.load(folder.appending(path: "\(name)_fp32.tflite"), defersWeights: true)
    let file = try TFLiteFile.read(folder.appending(path: "\(name)_fp32.tflite"))
    #expect(graph.inputs.map { graph[$0].name } == file.inputs.map(\.name))
    #expect(graph.outputs.map { graph[$0].name } == file.outputs.map(\.name))
    let plan = try ExecutionPlan(graph)
    #expect(plan.referenceSteps.isEmpty, "\(plan.referenceSteps)")
    let type = graph.type(of: graph.inputs[0])
    let y = try Session(plan).run([.random(type.shape, seed: 1)])[0]
    #expect(y.floats.allSatisfy { $0.isFinite })
  }
}
