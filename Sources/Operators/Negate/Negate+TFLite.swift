import Graphs
package import Tensors

extension Negate: PlainTFLite {
  package static let tfliteName = "NEG"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32, .int64]
}
