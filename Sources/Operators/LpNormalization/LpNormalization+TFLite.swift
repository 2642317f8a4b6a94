package import Graphs
import Tensors

extension LpNormalization: TFLiteReadable {
  package static let tfliteNames = ["L2_NORMALIZATION"]

  /// Along the last axis: `x / max(√Σ x², 10⁻⁶)`.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let square = try context.apply(Multiply(), x, x)
    let sum = try context.apply(ReduceSum(axes: [-1], keepsAxes: true), square)
    let norm = try context.apply(Sqrt(), try context.apply(Clip(low: 1e-12, high: .infinity), sum))
    return [try context.apply(Divide(), x, norm, name: node.name)]
  }
}
