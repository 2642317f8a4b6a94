package import Graphs
import Tensors

extension Cast: TFLiteReadable {
  package static let tfliteNames = ["CAST"]

  /// The type is that of the output; the options may leave it out.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.stored(0, of: node)
    guard let stated = context.outputs.first ?? nil, context.type(of: x).quantization == nil else { return nil }
    return [context.type(of: x).element == stated.element ? x : try context.apply(Cast(stated.element), x)]
  }
}

extension Cast: TFLiteWritable {
  /// Half precision becomes float32 by a DEQUANTIZE: so TFLite keeps weights. Positions may have been written as int32.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], !context.isDefined(node.outputs[0]) else { return }
    let inputs = [context.name(x)]
    if context.type(of: x).element == .float16, element == .float32 {
      return context.append("DEQUANTIZE", inputs, [context.define(node.outputs[0])])
    }
    for type in [context.type(of: x).element, element] where type.bitWidth < 8 {
      throw context.refusal(node, "TFLite's CAST has no \(type.rawValue)")
    }
    context.append(
      "CAST", inputs, [context.define(node.outputs[0])],
      [
        "in_data_type": .string(context.type(of: x).element.tfliteName),
        "out_data_type": .string(element.tfliteName),
      ])
  }
}

extension ElementType {
  /// The name in TFLite's enumeration of types.
  fileprivate var tfliteName: String { rawValue.uppercased() }
}
