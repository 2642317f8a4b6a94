import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

/// Files that others made, read and written again.
@Suite("TFLite → graph → TFLite")
struct TFLiteRewritingTests {
  private static let names = ["ad01", "kws", "resnet8", "vww96"].flatMap { ["\($0)_int8", "\($0)_fp32"] }

  @Test("the same operators on the same tensors under the same names", arguments: names)
  func tiny(name: String) throws {
    guard let folder = SharedFiles.folder("models/mlperf-tiny") else { return }
    let original = try TFLiteFile.read(folder.appending(path: "\(name).tflite"))
    let graph = try ModelFile.graph(from: original)
    let bytes = try ModelFile.tfliteBytes(of: graph, origin: .tflite)
    let again = try TFLiteFile.read(bytes, file: name)
    #expect(again.inputs == original.inputs.map(\.settled) && again.outputs == original.outputs.map(\.settled))
    // Nodes that do not depend on each other may change places.
    #expect(again.nodes.count == original.nodes.count)
    let made = Dictionary(uniqueKeysWithValues: again.nodes.map { ($0.outputs, $0) })
    for b in original.nodes {
      let a = try #require(made[b.outputs])
      #expect(a.kind == b.kind)
      for option in ["stride_h", "stride_w", "fused_activation_function"] {
        #expect(a.attributes[option] == b.attributes[option], "\(a.name): \(option)")
      }
      // Where VALID gives the extents of SAME (they are compared below), SAME adds nothing.
      #expect(a.attributes["padding"] == b.attributes["padding"] || a.attributes["padding"] == .string("VALID"))
      #expect(a.inputs.first == b.inputs.first)
      // Weights and biases keep names, codes and scales.
      for constant in b.inputs where original.constants[constant]?.type.quantization != nil {
        #expect(again.constants[constant] == original.constants[constant])
      }
    }
    for node in original.nodes {
      #expect(again.valueTypes[node.outputs[0]] == original.valueTypes[node.outputs[0]]?.settled)
    }
    let twice = try ModelFile.tfliteBytes(of: ModelFile.graph(from: again), origin: .tflite)
    #expect(twice == bytes, "a second trip changes nothing")
  }
}

extension ForeignValue {
  /// With a batch of 1 where the file leaves it open.
  fileprivate var settled: ForeignValue {
    var value = self
    value.extents = extents.map { if case .open = $0 { .fixed(1) } else { $0 } }
    return value
  }
}
