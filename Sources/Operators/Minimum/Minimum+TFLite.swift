import Graphs
package import Tensors

extension Minimum: PlainTFLite {
  package static let tfliteName = "MINIMUM"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]

  /// TFLite's integer operator compares codes.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy { Minimum.sharesCodes($0, output) }
  }
}
