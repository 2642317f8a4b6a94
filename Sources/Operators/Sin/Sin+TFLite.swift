import Graphs
package import Tensors

extension Sin: PlainTFLite {
  package static let tfliteName = "SIN"
  package static let tfliteElements: Set<ElementType> = [.float32]
}
