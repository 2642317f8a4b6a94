import Graphs
package import Tensors

extension GreaterOrEqual: PlainTFLite {
  package static let tfliteName = "GREATER_EQUAL"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]
}
