package import Graphs

extension Identity: TFLiteWritable {
  /// Another name for the same value, unless the graph gives it under its own.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let source = context.name(node, 0)
    if !context.alias(node.outputs[0], source) { context.copy(source, as: node.outputs[0]) }
  }
}
