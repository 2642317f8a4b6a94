import Graphs
package import Tensors

extension Less: PlainTFLite {
  package static let tfliteName = "LESS"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]
}
