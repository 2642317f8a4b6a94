import Graphs
package import Tensors

extension Add: PlainTFLite {
  package static let tfliteName = "ADD"
  package static let tfliteElements: Set<ElementType> = [.float32, .float16, .int32, .int64]
  package static let tfliteBroadcastRank = 6
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Add.isCodes(output) && inputs.allSatisfy(Add.isCodes)
  }
}
