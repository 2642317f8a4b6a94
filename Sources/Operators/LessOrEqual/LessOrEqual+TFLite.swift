import Graphs
package import Tensors

extension LessOrEqual: PlainTFLite {
  package static let tfliteName = "LESS_EQUAL"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]
}
