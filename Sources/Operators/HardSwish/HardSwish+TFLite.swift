import Graphs
package import Tensors

extension HardSwish: PlainTFLite {
  package static let tfliteName = "HARD_SWISH"
  package static let tfliteElements: Set<ElementType> = [.float32]

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    HardSwish.isCodes(output) && inputs.allSatisfy(HardSwish.isCodes)
  }
}
