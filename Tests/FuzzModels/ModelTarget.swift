import EdgeRuntime
import Formats
import Graphs
import Interchange
import Tensors

/// What a fuzzer does with the bytes of a model file: everything from the first byte to one run, within a small budget.
enum ModelTarget: String, CaseIterable {
  case onnx, tflite

  private static let largestValue = 1 << 20
  private static let largestWork = 1 << 22

  /// Whatever the bytes, this returns: errors are what most of them deserve.
  /// - Returns: true when the bytes are a model.
  @discardableResult
  func attempt(_ bytes: [UInt8]) -> Bool {
    guard let source = try? source(bytes), let graph = try? ModelFile.graph(from: source) else { return false }
    run(graph)
    return true
  }

  private func source(_ bytes: [UInt8]) throws -> ForeignGraph {
    switch self {
    case .onnx: try ONNXFile.read(bytes, file: "fuzzed")
    case .tflite: try TFLiteFile.read(bytes, file: "fuzzed")
    }
  }

  private func run(_ graph: Graph) {
    var options = PlanOptions()
    options.arenaLimit = Self.largestValue * 16
    let types = (graph.inputs + graph.nodes.flatMap(\.outputs)).map(graph.type(of:))
    guard types.allSatisfy({ $0.byteCount <= Self.largestValue }), graph.multiplyAccumulates <= Self.largestWork,
      let plan = try? ExecutionPlan(graph, options: options)
    else { return }
    _ = try? Session(plan).run(graph.inputs.map { Tensor(zeros: graph.type(of: $0)) })
  }
}
