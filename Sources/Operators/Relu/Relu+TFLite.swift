import Graphs
package import Tensors

extension Relu: PlainTFLite {
  package static let tfliteName = "RELU"
  package static let tfliteElements: Set<ElementType> = [.float32]

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Relu.isCodes(output) && inputs.allSatisfy(Relu.isCodes)
  }
}
