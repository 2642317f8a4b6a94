import Graphs
package import Tensors

extension Greater: PlainTFLite {
  package static let tfliteName = "GREATER"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]
}
