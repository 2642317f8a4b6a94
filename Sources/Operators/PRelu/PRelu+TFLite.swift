import Graphs
package import Tensors

extension PRelu: PlainTFLite {
  package static let tfliteName = "PRELU"
  package static let tfliteElements: Set<ElementType> = [.float32]

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    PRelu.isCodes(output) && inputs.allSatisfy(PRelu.isCodes)
  }
}
