import Graphs
package import Tensors

extension BitwiseXor: PlainTFLite {
  package static let tfliteName = "BITWISE_XOR"
  package static let tfliteElements: Set<ElementType> = [.int32, .uint32, .uint16]
}
