import Graphs
import Operators
import Tensors
import Testing

/// Someone else's numbers: what ONNX itself expects of each operator.
@Suite("ONNX node vectors")
struct NodeVectorTests {
  @Test("the suite is there") func present() { #expect(NodeVector.all.count == 495) }

  @Test("references and kernels give what ONNX expects", arguments: NodeVector.all)
  func agrees(_ vector: NodeVector) throws {
    let graph = try ONNXRoundTrip.read(try vector.foreign())
    var argument = try #require(try vector.inputs.first??.tensor)
    if let input = graph.inputs.first { argument = argument.retyped(graph.type(of: input)) }
    let expected = try #require(vector.outputs.first).tensor
    let optimized = try FusionPipeline.optimized(graph)
    for found in [
      try graph.reference([argument])[0], try optimized.reference([argument])[0],
      try PassSupport.runWithKernels(optimized, [argument])[0],
    ] {
      // The suite itself allows a relative 10⁻³; a float32 sum in another order stays far below.
      #expect(found.distance(to: expected) <= 0x1p-16)
    }
  }

  /// A 1×1 convolution with the identity in front makes the operator see its input in NHWC; the file's numbers hold.
  @Test(
    "operators behind a convolution compute the same in the image layout, also when written again",
    arguments: NodeVector.all.filter { $0.inputs.first??.shape.count == 4 && $0.inputs.first??.element == .float32 })
  func imageLayout(_ vector: NodeVector) throws {
    guard let first = vector.inputs.first, let input = first else { return }
    var foreign = try vector.foreign()
    let channels = input.shape[1]
    guard channels > 0, !input.shape.contains(0) else { return }
    let identity = (0..<channels * channels).map { Float($0 % (channels + 1) == 0 ? 1 : 0) }
    foreign.constants["identity"] = try Tensor(identity, shape: [channels, channels, 1, 1])
    for index in foreign.nodes.indices {
      foreign.nodes[index].inputs = foreign.nodes[index].inputs.map { $0 == "i0" ? "image" : $0 }
    }
    foreign.nodes.insert(
      ForeignNode(name: "identity", kind: "Conv", inputs: ["i0", "identity"], outputs: ["image"]), at: 0)
    let graph = try ONNXRoundTrip.read(foreign)
    let (argument, expected) = (try input.tensor, try #require(vector.outputs.first).tensor)
    #expect(try graph.reference([argument])[0].distance(to: expected) <= 0x1p-16)
    guard graph.nodes.allSatisfy({ $0.op is any ONNXWritable }) else { return }
    let written: ForeignGraph
    do { written = try ONNXRoundTrip.write(graph) } catch ForeignError.cannotExport {
      // Younger than the files we write.
      return
    }
    let again = try ONNXRoundTrip.read(written)
    #expect(try again.reference([argument])[0].distance(to: expected) <= 0x1p-16)
    let optimized = try FusionPipeline.optimized(again)
    #expect(try PassSupport.runWithKernels(optimized, [argument])[0].distance(to: expected) <= 0x1p-16)
  }
}
