import Graphs
package import Tensors

extension Log: PlainTFLite {
  package static let tfliteName = "LOG"
  package static let tfliteElements: Set<ElementType> = [.float32]
}
