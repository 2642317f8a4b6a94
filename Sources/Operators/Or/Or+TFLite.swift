import Graphs
package import Tensors

extension Or: PlainTFLite {
  package static let tfliteName = "LOGICAL_OR"
  package static let tfliteElements: Set<ElementType> = [.bool]
}
