package import Graphs

extension Flatten: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.copy(context.name(node, 0), as: node.outputs[0])
  }
}
