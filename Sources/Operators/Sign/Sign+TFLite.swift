import Graphs
package import Tensors

extension Sign: PlainTFLite {
  package static let tfliteName = "SIGN"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32]
}
