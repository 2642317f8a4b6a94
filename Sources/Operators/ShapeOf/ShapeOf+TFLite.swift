package import Graphs
import Tensors

extension ShapeOf: TFLiteReadable {
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
}
