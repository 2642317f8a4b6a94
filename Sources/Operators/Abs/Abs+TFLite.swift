import Graphs
package import Tensors

extension Abs: PlainTFLite {
  package static let tfliteName = "ABS"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32]

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Abs.isCodes(output) && inputs.allSatisfy(Abs.isCodes)
  }
}
