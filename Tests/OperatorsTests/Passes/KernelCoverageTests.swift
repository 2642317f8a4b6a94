import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Kernel coverage")
struct KernelCoverageTests {
  /// Nodes of an optimized graph whose reference would run.
  private func uncovered(_ graph: Graph) -> [String] {
    graph.nodes.filter { node in
      let request = KernelRequest(
        inputs: node.inputs.map { $0.map(graph.type(of:)) }, constants: node.inputs.map { graph.constant($0) },
        outputs: node.outputs.map(graph.type(of:)), epilogue: node.epilogue,
        residual: node.epilogue.residual.map(graph.type(of:)))
      return (node.op as? any Accelerated)?.kernel(for: request) == nil
    }.map { "\(type(of: $0.op).name) \($0.name)" }
  }

  @Test("an optimized model never falls back to a reference", arguments: ["lenet", "resnet8", "glyphnet"])
  func models(_ name: String) throws {
    let model = try #require([Model.leNet, .resNet8, .glyphNet].first { $0.name == name })
    #expect(uncovered(try FusionPipeline.optimized(try model.graph(seed: 1))) == [])
  }

  @Test("neither does a quantized one")
  func quantized() throws {
    #expect(uncovered(try FusionPipeline.optimized(try QuantizedPassTests.network())) == [])
  }

  /// What no image or speech network of ours asks for has no kernel: inner axes of softmax, reductions over axes
  /// that are apart, dilated pooling, products whose batches broadcast both ways.
  @Test("neither does a step of training, but for forms that are named here")
  func training() throws {
    let withoutKernel: Set<String> = ["inner axis", "apart", "dilated", "broadcast batches"]
    // Functions that no network here trains through.
    let rare: Set<String> = [
      "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cos", "Cosh", "CumSum", "Pow", "Sin", "Sinh", "Tan",
      "Trilu",
    ]
    for type in OperatorRegistry.all where !["Concat", "Pad"].contains(type.name) && !rare.contains(type.name) {
      for sample in type.samples where !withoutKernel.contains(sample.title) {
        // Codes and integers have no gradient.
        guard let op = sample.op as? any Differentiable,
          sample.inputs.allSatisfy({ $0.map { $0.type == .float32($0.shape) } ?? true })
        else { continue }
        var graph = Graph()
        let ids = sample.inputs.enumerated().map { index, tensor in
          // The statistics of a normalization are known while training.
          tensor.map { op is BatchNormalization && index > 2 ? graph.constant($0) : graph.input("x\(index)", $0.type) }
        }
        let outputs = try graph.append(op, ids)
        let dy = graph.input("dy", graph.type(of: outputs[0]))
        let node = try #require(graph.nodes.last)
        let wanted = ids.map { $0 != nil }
        graph.outputs =
          try op.pullback(of: node, gradients: [dy], wanted: wanted, in: &graph).compactMap { $0 } + outputs
        let left = uncovered(try FusionPipeline.optimized(graph))
        #expect(left == [], "\(type.name): \(sample.title)")
      }
    }
  }
}
