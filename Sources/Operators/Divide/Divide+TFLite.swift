import Graphs
package import Tensors

extension Divide: PlainTFLite {
  package static let tfliteName = "DIV"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32]
  package static let tfliteBroadcastRank = 5
  package static let fusesActivation = true
}
