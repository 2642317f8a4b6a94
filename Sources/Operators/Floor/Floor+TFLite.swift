import Graphs
package import Tensors

extension Floor: PlainTFLite {
  package static let tfliteName = "FLOOR"
  package static let tfliteElements: Set<ElementType> = [.float32]
}
