package import Graphs
package import Tensors

extension Round: TFLiteConvertible {
  package static let tfliteNames = ["ROUND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Round(), node) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool { Round.tfliteTakes(inputs, [.float32]) }

  /// LiteRT has left out its ROUND. Adding 2²³ to a smaller number drops its fraction, rounded with ties to even, as
  /// every float32 sum is; numbers from there on have no fraction.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let (x, type) = (context.name(node, 0), context.type(of: node.outputs[0]))
    let limit = context.sharedConstant(Tensor(repeating: 0x1p23, shape: .scalar), name: "whole")
    func step(_ kind: String, _ inputs: [String], _ element: ElementType = .float32) -> String {
      let made = context.between(TensorType(element, type.shape), "\(node.name)_\(kind.lowercased())")
      context.append(kind, inputs, [made])
      return made
    }
    let size = step("ABS", [x])
    let whole = step("SUB", [step("ADD", [size, limit]), limit])
    let rounded = step("MUL", [whole, step("SIGN", [x])])
    let hasFraction = step("LESS", [size, limit], .bool)
    context.append("SELECT_V2", [hasFraction, rounded, x], [context.define(node.outputs[0])])
  }
}
