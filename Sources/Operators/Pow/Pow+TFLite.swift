package import Graphs
package import Tensors

extension Pow: PlainTFLite {
  package static let tfliteName = "POW"
  package static let tfliteElements: Set<ElementType> = [.float32, .int32]

  /// Both of one type.
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    inputs.count == 2 && inputs[0]?.element == inputs[1]?.element
      && Pow.tfliteTakes(inputs, Pow.tfliteElements, broadcastRank: Pow.tfliteBroadcastRank)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    if context.type(of: node.outputs[0]).element == .int32 {
      guard let exponents = context.graph.constant(node.inputs[1]), Indices.numbers(exponents).allSatisfy({ $0 >= 0 })
      else { throw context.refusal(node, "TFLite has no negative powers of integers") }
    }
    try context.append(Pow.tfliteName, node)
  }
}
