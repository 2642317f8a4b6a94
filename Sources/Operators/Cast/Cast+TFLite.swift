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
