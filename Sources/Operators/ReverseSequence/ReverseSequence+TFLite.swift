package import Graphs
import Tensors

extension ReverseSequence: TFLiteReadable {
  package static let tfliteNames = ["REVERSE_V2"]

  /// Whole axes, backwards.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var x = try context.input(0, of: node)
    for axis in try context.axes(try context.integers(1, of: node), of: x, node) {
      let extent = context.type(of: x).shape[axis]
      let indices = (0..<extent).map { Int32(extent - 1 - $0) }
      x = try context.apply(Gather(axis: axis), x, context.graph.constant(Tensor(indices)))
    }
    return [x]
  }
}
