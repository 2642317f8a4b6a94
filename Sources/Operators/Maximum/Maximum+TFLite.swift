import Graphs
package import Tensors

extension Maximum: PlainTFLite {
  package static let tfliteName = "MAXIMUM"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]

  /// TFLite's integer operator compares codes.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy { Maximum.sharesCodes($0, output) }
  }
}
