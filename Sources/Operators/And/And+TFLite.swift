import Graphs
package import Tensors

extension And: PlainTFLite {
  package static let tfliteName = "LOGICAL_AND"
  package static let tfliteElements: Set<ElementType> = [.bool]
}
