package import Graphs
import Tensors

extension ShapeOf: TFLiteConvertible {
  package static let tfliteNames = ["SHAPE", "RANK", "ZEROS_LIKE"]

  /// A graph has fixed shapes, so all three are constants.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let type = context.type(of: try context.stored(0, of: node))
    let extents = type.shape.dimensions.map { Int32(clamping: $0) }
    let made: Tensor
    switch node.kind {
    case "RANK": made = Tensor([Int32(extents.count)]).retyped(TensorType(.int32, .scalar))
    case "ZEROS_LIKE" where type.quantization == nil: made = Tensor(zeros: type)
    case "ZEROS_LIKE": made = Tensor(zeros: .float32(type.shape))
    default:
      made =
        node.string("out_type", default: "INT32") == "INT64"
        ? Tensor(type.shape.dimensions.map { Int64($0) }) : Tensor(extents)
    }
    return [context.graph.constant(made, name: node.name)]
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let shape = context.type(of: x).shape
    let (all, y) = (extents(shape).count == shape.rank, node.outputs[0])
    let whole = all ? context.define(y) : context.between(TensorType(.int64, [shape.rank]), node.name + "_shape")
    context.append("SHAPE", [context.name(x)], [whole], ["out_type": .string("INT64")])
    guard !all else { return }
    let first = min(max(start < 0 ? start &+ shape.rank : start, 0), shape.rank)
    let inputs = [
      whole, context.integers([first], name: "begin"), context.integers([extents(shape).count], name: "size"),
    ]
    context.append("SLICE", inputs, [context.define(y)])
  }
}
