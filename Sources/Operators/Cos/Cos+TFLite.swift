import Graphs
package import Tensors

extension Cos: PlainTFLite {
  package static let tfliteName = "COS"
  package static let tfliteElements: Set<ElementType> = [.float32]
}
