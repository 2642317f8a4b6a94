import Graphs
package import Tensors

extension Exp: PlainTFLite {
  package static let tfliteName = "EXP"
  package static let tfliteElements: Set<ElementType> = [.float32]
}
