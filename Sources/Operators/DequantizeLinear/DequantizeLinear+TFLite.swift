package import Graphs
import Tensors

extension DequantizeLinear: TFLiteReadable {
  package static let tfliteNames = ["DEQUANTIZE", "DENSIFY"]

  /// Every input arrives as reals; sparse tensors arrive dense.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { [try context.input(0, of: node)] }
}

extension DequantizeLinear: TFLiteWritable {
  /// Known codes are written for those who want their reals; a layer may hold the codes themselves. DEQUANTIZE takes no
  /// int32, so a bias for reals is written as reals.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let codes = node.inputs[0], context.graph.constant(codes) != nil else {
      return try context.append("DEQUANTIZE", node)
    }
    guard context.type(of: codes).quantization?.block == nil else {
      throw context.refusal(node, "TFLite has no codes whose scales change along two axes")
    }
    let reals = node.outputs[0]
    if let bias = context.graph.constant(codes), bias.element.bitWidth > 16 {
      guard let known = try? bias.dequantized() else { throw context.refusal(node, "\(bias.type) has no reals") }
      let name = context.graph[codes].name
      return context.postpone(reals) { $0.define(reals, as: known, name: name) }
    }
    context.postpone(reals) {
      let source = $0.name(codes)
      let target = $0.define(reals)
      $0.append("DEQUANTIZE", [source], [target])
    }
  }
}
