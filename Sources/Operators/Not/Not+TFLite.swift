package import Graphs
package import Tensors

extension Not: PlainTFLite {
  package static let tfliteName = "LOGICAL_NOT"
  package static let tfliteElements: Set<ElementType> = [.bool]

  /// A comparison in front may have been written turned round.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard !context.isDefined(node.outputs[0]) else { return }
    try context.append(Not.tfliteName, node)
  }
}
